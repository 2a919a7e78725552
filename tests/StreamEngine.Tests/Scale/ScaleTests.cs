using System.Text;
using StreamEngine.Entities;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Scale;

/// <summary>Nothing else runs meanwhile: memory is measured.</summary>
[CollectionDefinition("Scale", DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>
/// Bad input in great amounts. What the engine holds, queues included, stays below the budget that docs/running.md states; what limits have cost is counted; nobody
/// is starved. Memory is what lives in the process after a full collection, at nine instants of the run, beyond what lived before it. Never time.
/// </summary>
[Collection("Scale")]
public sealed class ScaleTests
{
    /// <summary>The budget of docs/running.md beside what the limits allow: queues, pools, names, code.</summary>
    private const long Base = 96_000_000;

    private static readonly EngineOptions Small = new() { DeduplicationLimit = 50_000, PairLimit = 20_000, EntityLimit = 20_000, MergeEntityLimit = 5_000 };

    [Fact]
    public async Task Fault_23_poison_and_nothing_else_for_minutes_gives_that_many_letters_and_starves_nobody()
    {
        const int Poison = 400_000, Good = 40_000;
        var sinks = new CountingSinks(4);
        // What the source does for a partition that says nothing: a heartbeat now and then.
        int Broken(int n, Span<byte> to) => n % 2000 == 0 ? Heartbeat(to, n / 4) : Text(to, $"{{\"type\":\"order_paid\",\"id\":\"{n}\",\"ts\":oops");
        int Sound(int n, Span<byte> to, int partition) => Flood.Event(to, n, Flood.Opening + n * 2L, partition, n % 50, n % 300, paid: n % 4 == 0);
        EngineRun? run = null;
        var behind = 0L;
        await using var flood = new Flood([(Poison, Broken), (Good, (n, to) => Sound(n, to, 1)), (Good, (n, to) => Sound(n, to, 2)), (Good, (n, to) => Sound(n, to, 3))])
        {
            OnLook = next => behind = next[0] >= 0 && next[1] < 0 && run!.Counters[1].Applied == Good ? next[0] : behind,
        };

        await RunAsync(Small, flood, sinks, started => run = started);

        Assert.Equal(Poison - Poison / 2000, sinks.Letters(0));
        Assert.True(sinks.InOrder);
        Assert.All(run!.Counters.Skip(1), c => Assert.Equal(Good, c.Applied));
        Assert.True(behind > 0, "the sound partitions were not through before the broken one");
        AssertMemory(flood, Small);
    }

    [Fact]
    public async Task Fault_44_a_million_new_ids_are_admitted_up_to_the_limits_and_what_that_costs_is_counted()
    {
        const int Each = 250_000;
        int New(int n, Span<byte> to, int p) => Flood.Event(to, n, Flood.Opening + n / 100, (n % 5000) * 4 + p, n, n, paid: n % 2 == 0);
        await using var flood = new Flood([(Each, (n, to) => New(n, to, 0)), (Each, (n, to) => New(n, to, 1)), (Each, (n, to) => New(n, to, 2)), (Each, (n, to) => New(n, to, 3))]);
        var options = Small with { DistinctLimit = 64 };

        var run = await RunAsync(options, flood, new CountingSinks(4));

        var limits = run.Limits;
        Assert.Equal(4L * Each, run.Counters.Sum(c => c.Applied));
        Assert.Equal(4L * Each / 2 - options.DeduplicationLimit, limits.DeduplicationEvicted);
        Assert.Equal(4L * Each / 2 - options.PairLimit, limits.PairsEvicted);
        Assert.True(limits.EntityRefused > 4 * Each - options.EntityLimit, $"{limits.EntityRefused}");
        Assert.True(run.FinalScores().Count(s => s.Kind is EntityKind.Product or EntityKind.Merchant) <= options.EntityLimit);
        AssertMemory(flood, options);
    }

    [Fact]
    public async Task Fault_43_a_merchant_with_nine_tenths_of_the_traffic_costs_the_others_nothing()
    {
        const int Hot = 360_000, Cold = 13_000;
        int Of(int n, Span<byte> to, int merchant, int count) => Flood.Event(to, n, Flood.Opening + n * 60_000L / count, merchant, n % 200, n % 5000, paid: n % 3 == 0);
        await using var flood = new Flood([(Hot, (n, to) => Of(n, to, 0, Hot)), (Cold, (n, to) => Of(n, to, 1, Cold)), (Cold, (n, to) => Of(n, to, 2, Cold)), (Cold, (n, to) => Of(n, to, 3, Cold))]);

        var run = await RunAsync(Small with { DistinctLimit = 32 }, flood, new CountingSinks(4));

        Assert.Equal(Hot, run.Counters[0].Applied);
        Assert.All(run.Counters.Skip(1), c => Assert.Equal(Cold, c.Applied));
        // The limits are divided among the partitions: those of the hot one are reached, those of the others are not.
        Assert.True(run.Counters[0].DeduplicationEvicted > 0 && run.Counters[0].DistinctEvicted > 0);
        Assert.All(run.Counters.Skip(1), c => Assert.Equal((0L, 0L), (c.DeduplicationEvicted, c.PairsEvicted)));
        AssertMemory(flood, Small);
    }

    /// <summary>An hour of lag, then a second with twenty times the load: read as fast as it goes, in the order of every key, in the memory that a live run has.</summary>
    [Fact]
    public async Task Fault_45_an_hour_of_lag_and_a_twentyfold_burst_are_caught_up_with_in_bounded_memory()
    {
        const int Lag = 120_000, Burst = 20 * Lag / 3600, All = Lag + 60 * Burst;
        // 33 events a second for an hour, then a minute of 667.
        long Time(int n) => Flood.Opening + (n < Lag ? n * 30L : Lag * 30L + (n - Lag) * 60_000L / (60 * Burst));
        int Late(int n, Span<byte> to, int p) => Flood.Event(to, n, Time(n), p, n % 100, n % 900, paid: n % 5 == 0);
        await using var flood = new Flood([(All, (n, to) => Late(n, to, 0)), (All, (n, to) => Late(n, to, 1))]);

        var run = await RunAsync(Small, flood, new CountingSinks(2));

        Assert.All(run.Counters, c => Assert.Equal((All, 0L, 0L), ((int)c.Applied, c.LateMinute, c.TooLate)));
        Assert.Equal((Time(All - 1) / 1000 + 1) * 1000, run.LastTick);
        AssertMemory(flood, Small);
    }

    private static async Task<EngineRun> RunAsync(EngineOptions options, Flood flood, CountingSinks sinks, Action<EngineRun>? starting = null)
    {
        var run = new EngineRun(options, Scorecards.Compile(new ScoringOptions()), flood, new Sinks(sinks, sinks, sinks), threads: 2);
        starting?.Invoke(run);
        await run.RunAsync(TestContext.Current.CancellationToken);
        flood.Look();
        return run;
    }

    private static void AssertMemory(Flood flood, EngineOptions options)
    {
        var limits = MemoryEstimate.Of(options);
        var budget = Base + limits.EntitiesBytes + limits.DeduplicationBytes + limits.PairsBytes;
        TestContext.Current.TestOutputHelper?.WriteLine($"{flood.MostBytes / 1e6:F1} MB of {budget / 1e6:F1} MB");
        Assert.True(flood.MostBytes < budget, $"{flood.MostBytes / 1e6:F1} MB alive, and {budget / 1e6:F1} MB are the budget");
    }

    private static int Heartbeat(Span<byte> to, long ms) => Text(to, $"{{\"type\":\"heartbeat\",\"ts\":{Flood.Opening + ms}}}");

    private static int Text(Span<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);
}
