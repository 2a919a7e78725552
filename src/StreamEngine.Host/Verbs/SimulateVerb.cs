using System.CommandLine;
using System.Diagnostics;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Running;
using StreamEngine.Pipeline;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Output;

namespace StreamEngine.Host.Verbs;

/// <summary><c>simulate</c>: the events of a simulated platform, to a folder or to Kafka.</summary>
internal static class SimulateVerb
{
    private static readonly Option<DirectoryInfo?> Output = new("--out", "-o") { Description = "Write p0.jsonl, p1.jsonl, ... to a folder, a file per partition." };

    private static readonly Option<bool> ToKafka = new("--to-kafka") { Description = "Write to the topic that the configuration names (kafka.events_topic)." };

    private static readonly Option<string> Compress = new("--compress")
    {
        Description = "How the files are packed.",
        DefaultValueFactory = _ => "none",
    };

    public static Command Create()
    {
        Compress.AcceptOnlyFromAmong("none", "gz", "zst");
        var verb = Verb.Create("simulate", "Simulate a live-commerce platform: 30 thin days, then the evening of a sale. The same seed gives the same events.",
            "streamengine simulate --out traffic --partitions 4" + Environment.NewLine
            + "  streamengine simulate --to-kafka --set kafka.create_missing_topics=true --partitions 4 --speed 10", RunAsync);
        verb.Add(Output);
        verb.Add(ToKafka);
        verb.Add(Compress);
        foreach (var option in SimulateOptions.All) verb.Add(option);
        return verb;
    }

    private static Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var folder = context.Get(Output)?.FullName;
        if (context.Get(ToKafka) == (folder is not null)) throw new UsageException("name where the events go: either --out DIR or --to-kafka");
        return folder is null ? ToTopicAsync(context, stop) : ToFolderAsync(context, folder, stop);
    }

    private static async Task<int> ToFolderAsync(VerbContext context, string folder, CancellationToken stop)
    {
        var pace = SimulateOptions.PaceOf(context);
        if (pace.Speed > 0 || pace.MaximumRate > 0) throw new UsageException("--speed and --max-rate are for --to-kafka: files are written as fast as possible");
        var options = SimulateOptions.PlatformOf(context, context.Get(SimulateOptions.Partitions) ?? new SimulatorOptions().Partitions);
        var compression = context.Get(Compress) switch { "gz" => FileCompression.Gzip, "zst" => FileCompression.Zstandard, _ => FileCompression.None };
        var watch = Stopwatch.StartNew();
        var simulation = new Simulation(options);
        try
        {
            var writing = Task.Run(() => PartitionFiles.Write(simulation, options, folder, compression, stop), stop);
            await SimulateProgress.ShowAsync(context, simulation, writing);
            var files = await writing;
            Report(context, simulation, watch.Elapsed, folder, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"events cannot be written to '{folder}': {e.Message}", e);
        }
        return ExitCode.Success;
    }

    private static async Task<int> ToTopicAsync(VerbContext context, CancellationToken stop)
    {
        var kafka = context.Options.Kafka;
        var pace = SimulateOptions.PaceOf(context);
        using var loggers = HostLogging.Create(context.Verbose);
        var wanted = context.Get(SimulateOptions.Partitions);
        SimulateOptions.PlatformOf(context, wanted ?? 1); // wrong values are told before anything is created
        using var traffic = await TrafficToKafka.OpenAsync(kafka, wanted, loggers, stop);
        var simulation = new Simulation(SimulateOptions.PlatformOf(context, traffic.Partitions));
        var watch = Stopwatch.StartNew();
        var writing = Task.Run(() => traffic.RunAsync(simulation, pace, stop), stop);
        await SimulateProgress.ShowAsync(context, simulation, writing);
        await writing;
        Report(context, simulation, watch.Elapsed, $"{kafka.EventsTopic} on {kafka.BootstrapServers}", null);
        return ExitCode.Success;
    }

    private static void Report(VerbContext context, Simulation simulation, TimeSpan elapsed, string target, IReadOnlyList<string>? files)
    {
        var counts = simulation.Counts;
        var rate = Math.Round(counts.Records / Math.Max(elapsed.TotalSeconds, 1e-3), 1);
        if (context.Json)
        {
            context.PrintJson(new
            {
                counts.Records,
                counts.Events,
                counts.Duplicates,
                counts.Late,
                counts.Broken,
                counts.Bytes,
                Start = simulation.Start.ToUnixTimeMilliseconds(),
                Evening = simulation.Evening.ToUnixTimeMilliseconds(),
                Opening = simulation.Opening.ToUnixTimeMilliseconds(),
                End = simulation.End.ToUnixTimeMilliseconds(),
                Target = target,
                Files = files,
                Stories = simulation.Stories.Select(s => new { s.Id, s.Title, s.Watch, Kind = Entities.EntityKinds.Name(s.Kind), Entity = s.EntityId }),
                Seconds = Math.Round(elapsed.TotalSeconds, 3),
                RecordsPerSecond = rate,
            });
            return;
        }
        context.Out.WriteLine($"{counts.Records:N0} records ({counts.Bytes / 1e6:N1} MB) in {elapsed.TotalSeconds:F1} s ({rate:N0} a second) to {target}");
        context.Out.WriteLine($"of them {counts.Duplicates:N0} duplicates, {counts.Late:N0} late, {counts.Broken:N0} broken");
        foreach (var story in simulation.Stories) context.Out.WriteLine($"  {Entities.EntityKinds.Name(story.Kind)} {story.EntityId}: {story.Title}");
    }
}
