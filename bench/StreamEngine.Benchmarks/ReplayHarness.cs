using System.Diagnostics;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Output;

namespace StreamEngine.Benchmarks;

/// <summary>
/// Whole replays from files in the page cache, everything on: all metrics, three windows, three scorecards, tiers, rows. Rounds of all cases are interleaved;
/// the table has medians with the smallest and largest. Usage: <c>replay [--events 3000000] [--rounds 5]</c>.
/// </summary>
internal static class ReplayHarness
{
    private sealed record Case(string Name, int Merchants, int ProductsPerMerchant, double Rate, int Threads);

    private static readonly Case[] Cases =
    [
        new("10^4 products, 200,000 events per second of event time", 1000, 10, 200_000, 2),
        new("the same, one thread", 1000, 10, 200_000, 1),
        new("10^4 products, 5,000 events per second of event time", 1000, 10, 5_000, 2),
        new("10^3 products, 200,000 events per second of event time", 100, 10, 200_000, 2),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var events = Numbers.Of(args, "--events", 3_000_000);
        var rounds = (int)Numbers.Of(args, "--rounds", 5);
        var folder = Directory.CreateTempSubdirectory("streamengine-bench-").FullName;
        try
        {
            await MeasureAsync(folder, events, rounds);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, long events, int rounds)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {events:N0} events a run, {rounds} rounds interleaved, after one of warm-up");
        var rates = Cases.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < Cases.Length; i++)
            {
                var files = Input(folder, Cases[i], events);
                var rate = await ReplayAsync(files, Path.Combine(folder, "out"), Cases[i].Threads);
                if (round >= 0) rates[i].Add(rate);
            }
        }
        Console.WriteLine("| case | threads | events/s, median | smallest | largest |");
        Console.WriteLine("|---|---|---|---|---|");
        for (var i = 0; i < Cases.Length; i++)
        {
            rates[i].Sort();
            Console.WriteLine($"| {Cases[i].Name} | {Cases[i].Threads} | {rates[i][rates[i].Count / 2]:N0} | {rates[i][0]:N0} | {rates[i][^1]:N0} |");
        }
    }

    private static IReadOnlyList<string> Input(string folder, Case one, long events)
    {
        var input = Path.Combine(folder, $"in-{one.Merchants}-{one.Rate}");
        if (Directory.Exists(input)) return [.. Directory.GetFiles(input).Order(StringComparer.Ordinal)];
        var options = new SimulatorOptions
        {
            Merchants = one.Merchants,
            ProductsPerMerchant = one.ProductsPerMerchant,
            Creators = one.Merchants,
            Leaders = 50,
            Buyers = 200_000,
            Partitions = 4,
            HistoryDays = 0,
            WarmUp = TimeSpan.Zero,
            Rush = TimeSpan.FromSeconds(events / one.Rate),
            Tail = TimeSpan.Zero,
            MeanRate = one.Rate / 36,
            TellStories = false,
        };
        return PartitionFiles.Write(new Simulation(options), options, input, FileCompression.None, CancellationToken.None);
    }

    private static async Task<double> ReplayAsync(IReadOnlyList<string> files, string output, int threads)
    {
        GC.Collect();
        await using var job = new ReplayJob(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), new ReplayRequest
        {
            Partitions = [.. files.Select(f => new[] { f })],
            Output = output,
            DeadLetters = output + ".dead-letters.jsonl",
            Threads = threads,
        });
        var watch = Stopwatch.StartNew();
        var summary = await job.RunAsync(CancellationToken.None);
        return summary.Events / watch.Elapsed.TotalSeconds;
    }
}
