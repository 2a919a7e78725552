using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using StreamEngine.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>
/// A real Apache Kafka for the tests that ask for one, started on the first request and shared by all. It is looked for in <c>shared/kafka</c> next to the
/// repository, or where STREAMENGINE_KAFKA_HOME says. Absent, its tests are skipped, unless STREAMENGINE_REQUIRE names kafka.
/// </summary>
public sealed class RealKafka : IAsyncDisposable
{
    private readonly Lazy<Task<string>> _bootstrap;
    private readonly string[] _settings;
    private readonly RealKafka? _first;
    private string? _directory;
    private string[] _place = ["--port", "0"];

    /// <summary>One that is not started yet.</summary>
    /// <param name="settings">Settings of the broker over its script's, <c>key=value</c>.</param>
    public RealKafka(params string[] settings)
    {
        _settings = settings;
        _bootstrap = new(StartAsync);
    }

    /// <summary>A second broker of another one's cluster, not started yet.</summary>
    public RealKafka(RealKafka first, params string[] settings)
        : this(settings) => _first = first;

    /// <summary>Its address; skips the test, or fails it, when there is none.</summary>
    public async Task<string> BootstrapServersAsync()
    {
        if (WhyNot() is { } reason)
        {
            Assert.False((Environment.GetEnvironmentVariable("STREAMENGINE_REQUIRE") ?? "").Contains("kafka", StringComparison.Ordinal), reason);
            Assert.Skip(reason);
        }

        return await _bootstrap.Value;
    }

    /// <summary>Runs one of Apache Kafka's own tools and returns what it prints.</summary>
    public static async Task<string> ToolAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Script()!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"kafka {string.Join(' ', arguments)}: {output} {await error}");
    }

    /// <summary>Deletes what partition 0 of a topic holds below an offset, as retention does.</summary>
    public static async Task DeleteBelowAsync(KafkaOptions options, string topic, long offset)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { version = 1, partitions = new[] { new { topic, partition = 0, offset } } }));
        await ToolAsync("delete-records", "--bootstrap-server", options.BootstrapServers, "--offset-json-file", file);
        File.Delete(file);
    }

    /// <summary>Kills it as a loss of power would.</summary>
    public Task KillAsync() => ToolAsync("kill", "--dir", _directory!);

    /// <summary>Starts it again after <see cref="KillAsync"/>: same address, same data.</summary>
    public Task StartAgainAsync() => StartAsync(_directory!, _place);

    public async ValueTask DisposeAsync()
    {
        if (_directory is null) return;
        await ToolAsync("wipe", "--dir", _directory);
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    private async Task<string> StartAsync()
    {
        _directory = Directory.CreateTempSubdirectory("streamengine-kafka-").FullName;
        if (_first is not null) _place = await BesideAsync(_first);
        await StartAsync(_directory, _place);
        // Started again it keeps its address.
        if (_first is null) _place = [];
        return (await File.ReadAllTextAsync(Path.Combine(_directory, "bootstrap"))).Trim();
    }

    private static async Task<string[]> BesideAsync(RealKafka first)
    {
        await first._bootstrap.Value;
        var controller = (await File.ReadAllTextAsync(Path.Combine(first._directory!, "controller"))).Trim();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        return
        [
            "--port", $"{port}", "--set", "process.roles=broker", "--set", "node.id=2", "--set", $"listeners=PLAINTEXT://127.0.0.1:{port}",
            "--set", $"controller.quorum.voters=1@127.0.0.1:{controller}",
        ];
    }

    private async Task StartAsync(string directory, string[] port)
    {
        string[] arguments = ["start", "--dir", directory, .. port, "--heap", "384m", .. _settings.SelectMany(static s => new[] { "--set", s })];
        var log = Path.Combine(directory, "start.log");
        // On a busy machine the script gives up on a broker that is still on its way. Asked again it finds it running, and clients wait for it.
        if (!await TryStartAsync(log, arguments) && !await TryStartAsync(log, arguments)) throw new InvalidOperationException(await File.ReadAllTextAsync(log));
    }

    // The broker outlives the script that starts it and would hold its output open, so nobody reads that here.
    private static async Task<bool> TryStartAsync(string log, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$0\" \"$@\" >\"$log\" 2>&1", Script()!, log, .. arguments]))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    /// <summary>Why there is none; null when there is one to start.</summary>
    public static string? WhyNot()
    {
        if (Script() is null) return "No Apache Kafka: shared/kafka is not next to the repository, and STREAMENGINE_KAFKA_HOME names no folder that has it.";
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return path.Any(static folder => File.Exists(Path.Combine(folder, "java"))) ? null : "No Apache Kafka: there is no java on PATH (a Java 17 runtime).";
    }

    private static string? Script()
    {
        if (Environment.GetEnvironmentVariable("STREAMENGINE_KAFKA_HOME") is { Length: > 0 } home)
            return File.Exists(Path.Combine(home, "kafka")) ? Path.Combine(home, "kafka") : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "shared", "kafka", "kafka");
            if (File.Exists(script)) return script;
        }

        return null;
    }
}
