using System.Diagnostics;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Embedded;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>One embedded server for all tests of the assembly that ask for it; each test has a database of its own.</summary>
public sealed class EmbeddedClickHouse : IAsyncLifetime
{
    private readonly string _path = Directory.CreateTempSubdirectory("streamengine-clickhouse-").FullName;
    private EmbeddedClickHouseProcess? _process;

    public int ProcessId => _process!.Id;

    public Uri Address => _process!.Address;

    /// <summary>Processor time of the server so far: what a measurement on a shared machine goes by.</summary>
    public TimeSpan ProcessorTime => Process.GetProcessById(_process!.Id).TotalProcessorTime;

    public TimeSpan StartTime => _process!.StartTime;

    /// <summary>Skips the test where the engine is missing, and fails it where STREAMENGINE_REQUIRE says that it must be there.</summary>
    public static void Require()
    {
        if (EmbeddedLibrary.TryFind(out _, out var missing)) return;
        if (Environment.GetEnvironmentVariable("STREAMENGINE_REQUIRE")?.Contains("clickhouse", StringComparison.Ordinal) == true) Assert.Fail(missing);
        Assert.Skip(missing);
    }

    public static Task<EmbeddedClickHouseProcess> StartAsync(string path, int port = 0, string? password = null)
    {
        string[] server = [ClickHouseServerEntry.Verb, path, port.ToString(), .. password is null ? Array.Empty<string>() : [password]];
        return EmbeddedClickHouseProcess.StartAsync(Environment.ProcessPath!, HostArguments().Concat(server), TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        if (EmbeddedLibrary.TryFind(out _, out _)) _process = await StartAsync(_path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }

    /// <summary>Options with a database of the test's own.</summary>
    public ClickHouseOptions Options() => OptionsOf(Address);

    public static ClickHouseOptions OptionsOf(Uri address) => new() { Host = address.Host, Port = address.Port, Database = "test_" + Guid.NewGuid().ToString("N") };

    public HttpClient Http() => new() { BaseAddress = Address };

    public ClickHouseClient Driver(string database = "default") =>
        new(new ClickHouseClientSettings { Host = Address.Host, Port = (ushort)Address.Port, Database = database });

    // Under `dotnet test` the program is dotnet itself and the assembly an argument.
    private static IEnumerable<string> HostArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["exec", typeof(EmbeddedClickHouse).Assembly.Location] : [];
}
