using System.Diagnostics;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Benchmarks;

/// <summary>
/// What the state of a month costs in memory, and how long the ticks take at which an hour or a day of everybody leaves its window (see <see cref="MonthSource"/>), with a checkpoint every interval as a running engine has them.
/// Usage: <c>memory [--products 1000000] [--per-merchant 10] [--interval 10]</c>; with twice the products to as many merchants the difference is what products take.
/// </summary>
internal static class MemoryHarness
{
    public static async Task<int> RunAsync(string[] args)
    {
        var products = (int)Numbers.Of(args, "--products", 1_000_000);
        var perMerchant = (int)Numbers.Of(args, "--per-merchant", 10);
        var interval = TimeSpan.FromSeconds(Numbers.Of(args, "--interval", 10));
        var sinks = new NoSinks { RowInterval = TimeSpan.FromSeconds(2) };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var folder = Directory.CreateTempSubdirectory("streamengine-bench-");
        try
        {
            await using var source = new MonthSource(products, perMerchant);
            var run = new EngineRun(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), source, new Sinks(sinks, sinks, sinks), threads: 2);
            var watch = Stopwatch.StartNew();
            using var ended = new CancellationTokenSource();
            var checkpointer = Checkpoints.Of(run, source.Partitions, folder.FullName, interval);
            var saving = checkpointer.RunAsync(ended.Token);
            await run.RunAsync(CancellationToken.None);
            var seconds = watch.Elapsed.TotalSeconds;
            await Checkpoints.EndAsync(saving, ended);
            using var process = Process.GetCurrentProcess();
            var peak = process.PeakWorkingSet64;
            var scores = run.FinalScores().Count();
            var live = GC.GetTotalMemory(forceFullCollection: true) - before;
            var events = run.Counters.Sum(c => c.Applied);
            Console.WriteLine("| products | merchants, and creators | entities with scores | events | events/s | live, MB | bytes for each product | checkpoints | the last, MB | peak of the process, MB | dead letters |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
            Console.WriteLine($"| {products:N0} | {products / perMerchant:N0} | {scores:N0} | {events:N0} | {events / seconds:N0} | {live / 1e6:N0} | {(double)live / products:N0} | {checkpointer.Status.Count} | {checkpointer.Status.Bytes / 1e6:N0} | {peak / 1e6:N0} | {sinks.DeadLetters:N0} |");
            sinks.Edges.Print();
            GC.KeepAlive(run);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
