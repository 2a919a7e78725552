using System.Globalization;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Embedded;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Host.Verbs;

namespace StreamEngine.Host.Demo;

/// <summary>The embedded ClickHouse of the demo, in a process of its own, with the tables made.</summary>
internal sealed class DemoClickHouse : IAsyncDisposable
{
    /// <summary>ClickHouse's own port is tried first, so that what people know by heart works.</summary>
    private const int UsualPort = 8123;

    private readonly EmbeddedClickHouseProcess _process;

    private DemoClickHouse(EmbeddedClickHouseProcess process, ClickHouseOptions options)
    {
        _process = process;
        Options = options;
    }

    /// <summary>How it is reached.</summary>
    public ClickHouseOptions Options { get; }

    /// <summary>Its address.</summary>
    public Uri Address => _process.Address;

    /// <summary>Starts it and makes the tables.</summary>
    /// <param name="folder">Where the data goes.</param>
    /// <param name="database">The database's name.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ClickHouseFault">It does not start.</exception>
    public static async Task<DemoClickHouse> StartAsync(string folder, string database, CancellationToken stop)
    {
        string[] verb = [ClickHouseServerVerb.Name, "--path", folder, "--port", UsualPort.ToString(CultureInfo.InvariantCulture), "--another-port-when-taken", "--ends-with-stdin"];
        var process = await EmbeddedClickHouseProcess.StartAsync(ProgramCommand.Program, ProgramCommand.Prefix.Concat(verb), stop);
        var options = new ClickHouseOptions { Host = process.Address.Host, Port = process.Address.Port, Https = false, Database = database };
        try
        {
            await DatabaseSchema.ApplyAsync(options, stop);
            return new DemoClickHouse(process, options);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws when it ends by itself; ends otherwise only with <paramref name="stop"/>.</summary>
    /// <exception cref="ChildDiedException">It did.</exception>
    public async Task WatchAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        stop.ThrowIfCancellationRequested();
        throw new ChildDiedException($"The embedded ClickHouse (process {_process.Id})", _process.ExitCode, [_process.LastLine]);
    }

    /// <summary>Asks it how many rows a table has, each key once.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<long> CountAsync(Table table, CancellationToken stop)
    {
        using var client = new HttpClient();
        using var query = new StringContent($"SELECT count() FROM {table.View}");
        using var answer = await client.PostAsync(new Uri(Address, $"?database={Uri.EscapeDataString(Options.Database)}"), query, stop);
        answer.EnsureSuccessStatusCode();
        return long.Parse(await answer.Content.ReadAsStringAsync(stop), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
