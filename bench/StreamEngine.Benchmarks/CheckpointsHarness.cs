using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Benchmarks;

/// <summary>
/// What saving the state costs: the engine at full speed over 10^5 entities with a checkpoint every interval and without, in turn. Processor time per event says it on a
/// busy machine too, where events per second say nothing.
/// Usage: <c>checkpoints [--products 90000] [--rounds 3] [--seconds 32] [--interval 10]</c>.
/// </summary>
internal static class CheckpointsHarness
{
    private sealed record Round(double EventsASecond, double CpuNanoseconds, CheckpointerStatus? Saving);

    public static async Task<int> RunAsync(string[] args)
    {
        var (products, rounds) = ((int)Numbers.Of(args, "--products", 90_000), (int)Numbers.Of(args, "--rounds", 3));
        var (length, interval) = (TimeSpan.FromSeconds(Numbers.Of(args, "--seconds", 32)), TimeSpan.FromSeconds(Numbers.Of(args, "--interval", 10)));
        Console.WriteLine($"{Environment.ProcessorCount} processors, {products:N0} products and {products / 10:N0} merchants, rounds of {length.TotalSeconds:N0} s, a checkpoint every {interval.TotalSeconds:N0} s");
        Console.WriteLine("| round | events/s without | with | ratio | CPU ns per event without | with | ratio | checkpoints | longest pause, ms | bytes of the last | its duration, ms | refused |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        var ratios = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var without = await RunAsync(products, length, null);
            var with = await RunAsync(products, length, interval);
            ratios.Add(with.CpuNanoseconds / without.CpuNanoseconds);
            var saving = with.Saving!;
            Console.WriteLine($"| {round + 1} | {without.EventsASecond:N0} | {with.EventsASecond:N0} | {with.EventsASecond / without.EventsASecond:F3} | {without.CpuNanoseconds:N0} | {with.CpuNanoseconds:N0} | {ratios[^1]:F3} | {saving.Count} | {saving.LongestPause.TotalMilliseconds:F1} | {saving.Bytes:N0} | {saving.Duration.TotalMilliseconds:N0} | {saving.Refused} |");
        }
        ratios.Sort();
        Console.WriteLine($"\nmedian ratio of CPU time {ratios[ratios.Count / 2]:F3}");
        return 0;
    }

    private static async Task<Round> RunAsync(int products, TimeSpan length, TimeSpan? interval)
    {
        GC.Collect();
        var sinks = new NoSinks();
        var folder = Directory.CreateTempSubdirectory("streamengine-bench-");
        try
        {
            await using var source = new SteadySource(products, length);
            var run = new EngineRun(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), source, new Sinks(sinks, sinks, sinks), threads: 2);
            using var ended = new CancellationTokenSource();
            Checkpointer? checkpointer = null;
            var saving = Task.CompletedTask;
            if (interval is { } every)
            {
                checkpointer = Checkpoints.Of(run, source.Partitions, folder.FullName, every);
                saving = checkpointer.RunAsync(ended.Token);
            }
            var (clock, cpu) = (System.Diagnostics.Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            await run.RunAsync(CancellationToken.None);
            var events = run.Counters.Sum(c => c.Applied);
            var (rate, nanoseconds) = (events / clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / events);
            await Checkpoints.EndAsync(saving, ended);
            return new Round(rate, nanoseconds, checkpointer?.Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
