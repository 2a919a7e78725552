using System.Diagnostics;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Benchmarks;

/// <summary>
/// What the state of a month costs in memory: see <see cref="MonthSource"/>. The run keeps its end as a checkpoint, whose bytes are in the peak.
/// Usage: <c>memory [--products 1000000] [--per-merchant 10]</c>; with twice the products to as many merchants the difference is what products take.
/// </summary>
internal static class MemoryHarness
{
    public static async Task<int> RunAsync(string[] args)
    {
        var products = (int)Numbers.Of(args, "--products", 1_000_000);
        var perMerchant = (int)Numbers.Of(args, "--per-merchant", 10);
        var sinks = new NoSinks();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var source = new MonthSource(products, perMerchant);
        var run = new EngineRun(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), source, new Sinks(sinks, sinks, sinks), threads: 2, keepsEnd: true);
        var watch = Stopwatch.StartNew();
        await run.RunAsync(CancellationToken.None);
        var seconds = watch.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var (scores, snapshot) = (run.FinalScores().Count(), SnapshotBytes(run));
        var live = GC.GetTotalMemory(forceFullCollection: true) - before - snapshot;
        var events = run.Counters.Sum(c => c.Applied);
        Console.WriteLine("| products | merchants, and creators | entities with scores | events | events/s | live, MB | bytes for each product | checkpoint, MB | peak of the process, MB | dead letters |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        Console.WriteLine($"| {products:N0} | {products / perMerchant:N0} | {scores:N0} | {events:N0} | {events / seconds:N0} | {live / 1e6:N0} | {(double)live / products:N0} | {snapshot / 1e6:N0} | {peak / 1e6:N0} | {sinks.DeadLetters:N0} |");
        GC.KeepAlive(run);
        return 0;
    }

    /// <summary>The bytes of the checkpoint at the end, which the run holds.</summary>
    private static long SnapshotBytes(EngineRun run) => run.End is { } end ? Enumerable.Range(0, run.Counters.Count).Sum(lane => end.Lane(lane)?.Length ?? 0) + (end.Merge?.Length ?? 0) : 0;
}
