using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using StreamEngine.Host.Cli;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Verbs;

/// <summary><c>replay</c>: recorded events to scores, tier changes and rows in files. The same input always gives the same bytes.</summary>
internal static class ReplayVerb
{
    private static readonly Argument<FileInfo[]> Files = new("files")
    {
        Description = "Files of events, one JSON object a line (.jsonl, .jsonl.gz, .jsonl.zst). Each is one partition, in file order.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<DirectoryInfo> Output = new("--out", "-o")
    {
        Description = "The folder for scores.jsonl, tier-changes.jsonl, rows/ and summary.json.",
        Required = true,
    };

    private static readonly Option<bool> Sequence = new("--sequence") { Description = "Take the files one after the other as one partition." };

    private static readonly Option<int?> Partitions = new("--partitions")
    {
        Description = "Spread the input over so many partitions by merchant, as Kafka's own partitioner does.",
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Partitions worked on at the same time. Changes speed and nothing else.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private static readonly Option<int> Batch = new("--batch")
    {
        Description = "Records handed over at once at most. Changes speed and nothing else.",
        DefaultValueFactory = _ => 1024,
    };

    private static readonly Option<FileInfo?> DeadLetters = new("--dead-letters")
    {
        Description = "The file that keeps bad records; made when there are any. Default: the output folder's name and .dead-letters.jsonl.",
    };

    private static readonly Option<DirectoryInfo?> Checkpoint = new("--checkpoint")
    {
        Description = "Save the state at the end of the input in this empty folder: `run` with checkpoints.folder set to it goes on from there.",
        HelpName = "dir",
    };

    private static readonly Option<FileInfo?> ThenOffsets = new("--then-offsets")
    {
        Description = "With --checkpoint: a file with a JSON array, by partition of the topic, of the offsets at which to go on. Default: 0 for each.",
        HelpName = "file",
    };

    public static Command Create()
    {
        Files.Validators.Add(UsageErrors.NoOptions);
        var verb = Verb.Create("replay", "Run recorded events through the engine, from files to files.",
            "streamengine replay p0.jsonl p1.jsonl --out result", RunAsync);
        verb.Add(Files);
        verb.Add(Output);
        verb.Add(Sequence);
        verb.Add(Partitions);
        verb.Add(Threads);
        verb.Add(Batch);
        verb.Add(DeadLetters);
        verb.Add(Checkpoint);
        verb.Add(ThenOffsets);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var output = context.Get(Output)!.FullName.TrimEnd(Path.DirectorySeparatorChar);
        var files = context.Get(Files)!.Select(f => f.FullName).ToList();
        foreach (var empty in files.Where(f => File.Exists(f) && new FileInfo(f).Length == 0))
            await context.Error.WriteLineAsync($"warning: '{empty}' is empty: its partition has no events and closes no tick");
        AtLeastOne(context, Threads);
        AtLeastOne(context, Batch);
        if (context.Get(Partitions) is { } partitions) return await SpreadAsync(context, files, partitions, output, stop);
        return await RunAsync(context, context.Get(Sequence) ? [files] : [.. files.Select(f => (IReadOnlyList<string>)[f])], output, stop);
    }

    private static async Task<int> SpreadAsync(VerbContext context, List<string> files, int partitions, string output, CancellationToken stop)
    {
        if (partitions is < 1 or > 1024) throw new UsageException($"--partitions must be 1..1024, is {partitions}");
        using var spread = new PartitionSpread(output + ".spread", partitions);
        return await RunAsync(context, await spread.WriteAsync(files, stop), output, stop);
    }

    private static async Task<int> RunAsync(VerbContext context, IReadOnlyList<IReadOnlyList<string>> partitions, string output, CancellationToken stop)
    {
        var options = context.Options;
        await using var job = new ReplayJob(options.Engine, Scorecards.Compile(options.Scoring), new ReplayRequest
        {
            Partitions = partitions,
            Output = output,
            DeadLetters = context.Get(DeadLetters)?.FullName ?? output + ".dead-letters.jsonl",
            Threads = context.Get(Threads),
            BatchRecords = context.Get(Batch),
            Checkpoint = CheckpointOf(context, partitions.Count),
        });
        var watch = Stopwatch.StartNew();
        var summary = await ReplayProgress.ShowAsync(context, job, partitions, job.RunAsync(stop));
        if (context.Json)
        {
            context.PrintJson(new { summary.Events, summary.Applied, summary.DeadLetters, summary.LastTick, Output = output });
            return ExitCode.Success;
        }
        var rate = summary.Events / Math.Max(watch.Elapsed.TotalSeconds, 1e-3);
        context.Out.WriteLine(
            $"{summary.Events:N0} events, {summary.Applied:N0} applied, {summary.DeadLetters:N0} dead letters in {watch.Elapsed.TotalSeconds:F1} s ({rate:N0} a second). Results: {output}");
        return ExitCode.Success;
    }

    private static ReplayCheckpoint? CheckpointOf(VerbContext context, int partitions)
    {
        if (context.Get(Checkpoint) is not { } folder)
            return context.Get(ThenOffsets) is null ? null : throw new UsageException("--then-offsets goes with --checkpoint");
        var offsets = context.Get(ThenOffsets) is { } file ? OffsetsIn(file) : new long[partitions];
        if (offsets.Length != partitions) throw new UsageException($"--then-offsets has {offsets.Length} offsets, and the input {partitions} partitions");
        var options = context.Options;
        return new ReplayCheckpoint(folder.FullName, offsets, new StateIdentity(Fingerprint.Of(options.Engine), Fingerprint.Of(options.Scoring), partitions));
    }

    private static long[] OffsetsIn(FileInfo file)
    {
        try
        {
            var offsets = JsonSerializer.Deserialize<long[]>(File.ReadAllText(file.FullName)) ?? [];
            return offsets.All(o => o >= 0) ? offsets : throw new UsageException($"'{file}' has an offset below 0");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"'{file}' must be a file with a JSON array of offsets, such as [120, 0, 77]: {e.Message}");
        }
    }

    private static void AtLeastOne(VerbContext context, Option<int> option)
    {
        if (context.Get(option) < 1) throw new UsageException($"{option.Name} must be at least 1, is {context.Get(option)}");
    }
}
