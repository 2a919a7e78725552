using System.CommandLine;
using System.Diagnostics;
using StreamEngine.Host.Api;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Verbs;

/// <summary><c>run</c>: the engine itself, from Kafka to Kafka and ClickHouse.</summary>
internal static class RunVerb
{
    /// <summary>The verb's name.</summary>
    public const string Name = "run";

    private const string JsonLines = "jsonl:";

    private static readonly Option<bool> UntilEnd = new("--until-end")
    {
        Description = "Stop at the offsets at which the topic ends now, close the last tick as replay does, and print a summary.",
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Partitions worked on at the same time. Changes speed and nothing else.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private static readonly Option<string?> Rows = new("--rows")
    {
        Description = "Write rows to JSON lines in a folder instead of ClickHouse: --rows jsonl:rows",
        HelpName = "jsonl:DIR",
    };

    public static Command Create()
    {
        var verb = Verb.Create(Name, "Run the engine: events from Kafka, tier changes to Kafka, rows to ClickHouse, an API on 127.0.0.1.",
            "streamengine run --set kafka.bootstrap_servers=127.0.0.1:9092 --set kafka.create_missing_topics=true --rows jsonl:rows", RunAsync);
        verb.Add(UntilEnd);
        verb.Add(Threads);
        verb.Add(Rows);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var request = RequestOf(context);
        var options = context.Options;
        using var loggers = HostLogging.Create(context.Verbose);
        await using var api = await ApiServer.StartAsync(options.Api, loggers);
        await context.Error.WriteLineAsync(ApiServer.Announcement + api.Address);
        var watch = Stopwatch.StartNew();
        try
        {
            await using var engine = await LiveEngine.OpenAsync(options, request, loggers, TimeProvider.System, stop);
            api.Show(engine.View);
            await context.Error.WriteLineAsync($"running: {options.Kafka.EventsTopic} on {options.Kafka.BootstrapServers}");
            try
            {
                await engine.RunAsync(stop);
            }
            finally
            {
                RunSummary.Print(context, engine.View, watch.Elapsed);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how a run without an end ends.
        }
        return ExitCode.Success;
    }

    private static LiveRequest RequestOf(VerbContext context)
    {
        var threads = context.Get(Threads);
        if (threads < 1) throw new UsageException($"--threads must be at least 1, is {threads}");
        var rows = context.Get(Rows);
        if (rows is not null && (!rows.StartsWith(JsonLines, StringComparison.Ordinal) || rows.Length == JsonLines.Length))
            throw new UsageException($"--rows must be {JsonLines} and a folder, such as {JsonLines}rows, is {rows}");
        return new LiveRequest
        {
            UntilEnd = context.Get(UntilEnd),
            Threads = threads,
            RowsFolder = rows is null ? null : Path.GetFullPath(rows[JsonLines.Length..]),
        };
    }
}
