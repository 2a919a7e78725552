using System.Diagnostics;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Benchmarks;

/// <summary>
/// Matching: how long an answer takes in an engine that knows so many products and creators, and what it costs lanes and merge to be ready for it, the same
/// events with and without in turn, on one thread. Usage: <c>matching [--products 100000] [--creators 100000] [--events 2000000] [--rounds 5]</c>.
/// </summary>
internal static class MatchingHarness
{
    private const int Questions = 200, Limit = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        var (products, creators) = ((int)Numbers.Of(args, "--products", 100_000), (int)Numbers.Of(args, "--creators", 100_000));
        await AskAsync(products, creators);
        Keep(Numbers.Of(args, "--events", 2_000_000), (int)Numbers.Of(args, "--rounds", 5));
        return 0;
    }

    private static async Task AskAsync(int products, int creators)
    {
        var options = new ScoringOptions();
        // Six orders make everybody rated, and low cuts let everybody be matched.
        ScorecardOptions Easy(ScorecardOptions card) => card with { MinimumPaidOrders = 3, Tiers = [.. card.Tiers.Select(t => t with { Cut = t.Cut - 30 })] };
        var cards = Scorecards.Compile(new ScoringOptions { Product = Easy(options.Product), Merchant = options.Merchant, Creator = Easy(options.Creator) });
        var sinks = new NoSinks();
        await using var source = new MatchingSource(products, creators);
        var engine = new EngineRun(new EngineOptions(), cards, source, new Sinks(sinks, sinks, sinks), threads: 2);
        await engine.RunAsync(CancellationToken.None);
        Console.WriteLine($"{products:N0} products, {creators:N0} creators, {Questions} questions each, {Limit} answers a question, warmed up");
        Console.WriteLine("| question | ms, median | 99 % | largest |");
        Console.WriteLine("|---|---|---|---|");
        Ask("products for a creator", i => engine.MatchProducts(MatchingSource.CreatorOf(i * 97 % creators), Limit)!.Best.Count);
        Ask("open offers for a creator", i => engine.MatchProducts(MatchingSource.CreatorOf(i * 97 % creators), Limit, openOnly: true)!.Best.Count);
        Ask("creators for a product", i => engine.MatchCreators(MatchingSource.ProductOf(i * 97 % products), Limit)!.Best.Count);
    }

    private static void Ask(string name, Func<int, int> ask)
    {
        var times = new List<double>();
        for (var i = -Questions; i < Questions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            if (ask(Math.Abs(i)) != Limit) throw new InvalidOperationException($"{name}: too few answers");
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine($"| {name} | {times[times.Count / 2]:F2} | {times[times.Count * 99 / 100]:F2} | {times[^1]:F2} |");
    }

    private static void Keep(long events, int rounds)
    {
        Console.WriteLine();
        Console.WriteLine($"A lane and the merge, {events:N0} events, the second half measured, {rounds} rounds");
        Console.WriteLine("| products | events/s of event time | ns/event without, median | with | smallest without | with | cost, median of rounds | cost of the smallest |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (products, rate) in new[] { (10_000, 50_000.0), (100_000, 50_000.0), (10_000, 1250.0) })
        {
            using var input = LaneInput.Make(products, rate, events);
            List<double> without = [], with = [];
            for (var round = -1; round < rounds; round++)
            {
                var (first, second) = (Measure(input, matches: round % 2 == 0), Measure(input, matches: round % 2 != 0));
                if (round < 0) continue;
                (round % 2 == 0 ? with : without).Add(first);
                (round % 2 == 0 ? without : with).Add(second);
            }
            var costs = with.Zip(without, (w, o) => w / o - 1);
            Console.WriteLine($"| {products:N0} | {rate:N0} | {Numbers.Median(without):F0} | {Numbers.Median(with):F0} | {without.Min():F0} | {with.Min():F0} | {Numbers.Median(costs):P1} | {with.Min() / without.Min() - 1:P1} |");
        }
    }

    private static double Measure(LaneInput input, bool matches)
    {
        GC.Collect();
        var options = new ScoringOptions();
        // In a simulated hour few are rated otherwise, and who is not costs nothing.
        var cards = Scorecards.Compile(new ScoringOptions { Product = options.Product with { MinimumPaidOrders = 1 }, Creator = options.Creator with { MinimumPaidOrders = 1 } });
        var setup = new LaneSetup(new EngineOptions(), cards, Partitions: 1, Epoch: 0) { Matches = matches };
        var (pool, merge) = (new PartialPool(), new MergeState(setup));
        var lane = new Lane(0, setup, pool, () => false, new Cuts());
        long taken = 0;
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < input.Batches.Count; i++)
        {
            if (i == input.Batches.Count / 2) (before, taken) = (Environment.CpuUsage.TotalTime, 0);
            for (var next = 0; next < input.Batches[i].Count;)
            {
                next = lane.Apply(input.Batches[i], next);
                foreach (var partial in lane.Closed)
                {
                    var output = new TickOutput { Tick = partial.Tick };
                    merge.Begin(output);
                    merge.Add(partial, output);
                    merge.End(output, collectRows: false);
                    pool.Return(partial);
                }
                lane.Closed.Clear();
                lane.DeadLetters.Clear();
            }
            taken += input.Batches[i].Count;
        }
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / taken;
    }
}
