using System.CommandLine;
using Spectre.Console;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Running;
using StreamEngine.Kafka.Recording;

namespace StreamEngine.Host.Verbs.Recording;

/// <summary><c>record</c>: a topic, or a time range of it, to files that mean the same.</summary>
internal static class RecordVerb
{
    private static readonly Option<DirectoryInfo> Output = new("--out", "-o") { Description = "The folder for p0.jsonl.zst, p1.jsonl.zst, ...: a file per partition.", Required = true };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Begin with the first record of each partition that is not older: a time, or how long ago. Default: the oldest record.",
        HelpName = "time",
    };

    private static readonly Option<string?> To = new("--to") { Description = "End before the first record of each partition that is not older. Default: the present end.", HelpName = "time" };

    private static readonly Option<string?> Topic = new("--topic") { Description = "The topic. Default: kafka.events_topic of the configuration." };

    public static Command Create()
    {
        var verb = Verb.Create("record", "Record the events topic, or a time range of it, to files: to be replayed, tried and compared. What a file means is what the topic means.",
            "streamengine record --out recorded --from 2026-06-18T19:00:00+08:00 --to 2026-06-18T21:00:00+08:00", RunAsync);
        foreach (var option in (Option[])[Output, From, To, Topic]) verb.Add(option);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = (TimeArgument.Of("--from", context.Get(From), now), TimeArgument.Of("--to", context.Get(To), now));
        if (from >= to) throw new UsageException($"--from must be before --to, is {context.Get(From)} and {context.Get(To)}");
        var options = context.Options;
        var kafka = options.Kafka with { EventsTopic = context.Get(Topic) ?? options.Kafka.EventsTopic };
        using var loggers = HostLogging.Create(context.Verbose);
        var reading = await TopicReading.OpenAsync(kafka, from, to, loggers.CreateLogger("StreamEngine.Kafka"), stop);
        Print(context, await Recording.WriteAsync(kafka.EventsTopic, reading, context.Get(Output)!.FullName, options.Engine.MaximumSkew, stop));
        return ExitCode.Success;
    }

    private static void Print(VerbContext context, Recording recording)
    {
        if (recording.Outgrown > 0) context.Error.WriteLine($"warning: {recording.Outgrown:N0} events of nearly 1 MiB have no room for received: in the file their time is ts");
        if (context.Json)
        {
            context.PrintJson(recording);
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in (string[])["partition", "from", "to", "records", "tombstones"]) table.AddColumn(name, column => column.RightAligned());
        table.AddColumn("file");
        foreach (var p in recording.Partitions)
        {
            string[] cells = [$"{p.Partition}", $"{p.From:N0}", $"{p.To:N0}", $"{p.Records:N0}", $"{p.Tombstones:N0}", p.File];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }
        console.Write(table);
        context.Out.WriteLine($"{recording.Partitions.Sum(p => p.Records):N0} records of {recording.Topic} recorded.");
    }
}
