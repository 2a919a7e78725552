using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using StreamEngine.ClickHouse.Embedded;
using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Verbs;

/// <summary><c>clickhouse-server</c>: the embedded ClickHouse in a process of its own. The demo starts it; people have servers.</summary>
internal static class ClickHouseServerVerb
{
    public const string Name = "clickhouse-server";

    private static readonly Option<DirectoryInfo> Path = new("--path") { Description = "The folder of the tables; made when it is not there.", Required = true };

    private static readonly Option<int> Port = new("--port") { Description = "TCP port on 127.0.0.1; 0 takes any that is free." };

    private static readonly Option<bool> AnotherPort = new("--another-port-when-taken") { Description = "Take another free port when that one is in use." };

    private static readonly Option<int?> Memory = new("--memory-megabytes") { Description = "Memory that queries may use. Default 2048." };

    private static readonly Option<int?> Threads = new("--threads") { Description = "Threads of one query. Default 2." };

    private static readonly Option<bool> EndsWithInput = new("--ends-with-stdin") { Description = "End when standard input ends." };

    public static Command Create()
    {
        var verb = Verb.Create(Name, "Serve the embedded ClickHouse on 127.0.0.1.", $"streamengine {Name} --path clickhouse --port 8123", RunAsync);
        verb.Hidden = true;
        verb.Add(Path);
        verb.Add(Port);
        verb.Add(AnotherPort);
        verb.Add(Memory);
        verb.Add(Threads);
        verb.Add(EndsWithInput);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var options = new EmbeddedServerOptions
        {
            Path = context.Get(Path)!.FullName,
            Port = context.Get(Port),
            AnotherPortWhenTaken = context.Get(AnotherPort),
            EndsWithStandardInput = context.Get(EndsWithInput),
        };
        if (context.Get(Memory) is { } megabytes) options = options with { MemoryLimit = (long)megabytes << 20 };
        if (context.Get(Threads) is { } threads) options = options with { Threads = threads };
        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true))
            throw new UsageException(string.Join(" ", errors.Select(e => e.ErrorMessage)));
        // Signals are the server's own business: it outlives a Ctrl-C that is meant for its supervisor.
        await EmbeddedServer.RunAsync(options, CancellationToken.None);
        return ExitCode.Success;
    }
}
