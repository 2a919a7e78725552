using System.Buffers;
using System.Threading.Channels;
using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.Tests.Commerce;

/// <summary>Simulated months of which the effect of handoffs is known.</summary>
public sealed class UpliftTests
{
    // So many pairs that 15 % stand out: what a pair spends varies by three times its mean.
    private static readonly SimulatorOptions Month = new()
    {
        Seed = 2,
        Merchants = 12,
        Partitions = 2,
        Buyers = 400_000,
        HistoryDays = 40,
        HistoryEventsPerDay = 60_000,
        WarmUp = TimeSpan.Zero,
        Rush = TimeSpan.Zero,
        Tail = TimeSpan.FromSeconds(1),
        TellStories = false,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(0.15)]
    [InlineData(0.4)]
    public async Task The_effect_that_was_put_in_is_found_and_none_where_there_is_none(double effect)
    {
        var run = await RunAsync(Month with { HandoffEffect = effect });

        var (first, last, uplift) = run.MeasureUplift(null, null, null);

        Assert.True(uplift.HeldOut.Pairs > 8_000, $"{uplift.HeldOut.Pairs} pairs held out");
        Assert.InRange(uplift.Treated.Pairs / (double)uplift.HeldOut.Pairs, 8.5, 9.5);
        Assert.Equal(new DateOnly(2026, 6, 18).AddDays(-16), last);
        Assert.True(last.DayNumber - first.DayNumber >= 23);
        Assert.InRange(effect, uplift.Low!.Value, uplift.High!.Value);
        Assert.Equal(effect > 0, uplift.Low > 0);
    }

    [Fact]
    public async Task The_platform_is_the_sum_of_its_merchants_and_a_span_the_sum_of_its_days()
    {
        var run = await RunAsync(Month with { HistoryDays = 25, HistoryEventsPerDay = 2_000 });
        var whole = run.MeasureUplift(null, null, null);
        var merchants = new HashSet<string>();
        var simulation = new Simulation(Month with { HistoryDays = 25, HistoryEventsPerDay = 2_000 });
        while (simulation.TryNext(out var record)) if (record.Key.Length > 0) merchants.Add(System.Text.Encoding.UTF8.GetString(record.Key));

        var byMerchant = merchants.Select(m => run.MeasureUplift(m, null, null).Uplift).ToList();
        var byDay = Enumerable.Range(0, 40).Select(i => run.MeasureUplift(null, whole.Last.AddDays(-i), whole.Last.AddDays(-i)).Uplift).ToList();

        foreach (var parts in new[] { byMerchant, byDay })
        {
            Assert.Equal(whole.Uplift.Treated.Pairs, parts.Sum(p => p.Treated.Pairs));
            Assert.Equal(whole.Uplift.HeldOut.Pairs, parts.Sum(p => p.HeldOut.Pairs));
            Assert.Equal(whole.Uplift.Treated.Gmv, parts.Sum(p => p.Treated.Gmv));
        }
        Assert.Equal(0, run.MeasureUplift("nobody", null, null).Uplift.Treated.Pairs);
    }

    [Fact]
    public void The_interval_is_that_of_the_delta_method()
    {
        // Treated 1, 3, 5, 7: mean 4, variance 20/3; held out 1, 3: mean 2, variance 2.
        UpliftGroup treated = default, heldOut = default;
        foreach (var gmv in new[] { 1, 3, 5, 7 }) treated.Add(1, gmv, gmv * gmv);
        foreach (var gmv in new[] { 1, 3 }) heldOut.Add(1, gmv, gmv * gmv);

        var uplift = Uplift.Of(treated, heldOut);

        var deviation = 2 * Math.Sqrt(20.0 / 3 / 4 / 16 + 2.0 / 2 / 4);
        Assert.Equal(1, uplift.Value);
        Assert.Equal(1 - 1.959963984540054 * deviation, uplift.Low!.Value, 12);
        Assert.Equal(1 + 1.959963984540054 * deviation, uplift.High!.Value, 12);
    }

    [Fact]
    public void Without_pairs_or_sales_there_is_no_uplift_and_with_one_pair_no_interval()
    {
        UpliftGroup none = default, one = default, idle = default;
        one.Add(1, 100, 10_000);
        idle.Add(5, 0, 0);
        Assert.Null(Uplift.Of(none, one).Value);
        Assert.Null(Uplift.Of(one, none).Value);
        Assert.Null(Uplift.Of(one, idle).Value);
        Assert.Equal((0, null), (Uplift.Of(one, one).Value, Uplift.Of(one, one).Low));
        Assert.Equal((-1, null), (Uplift.Of(idle, one).Value, Uplift.Of(idle, one).Low));
    }

    private static async Task<EngineRun> RunAsync(SimulatorOptions world)
    {
        var nobody = new NoSinks();
        // A tick a minute: thin traffic would else close one for every event.
        var run = new EngineRun(new EngineOptions { TickInterval = TimeSpan.FromMinutes(1) }, Scorecards.Compile(new ScoringOptions()), new Source(world), new Sinks(nobody, nobody, nobody), threads: 2);
        await run.RunAsync(TestContext.Current.CancellationToken);
        return run;
    }

    /// <summary>Takes everything and keeps nothing: what a month puts out would take longer to write than to work out.</summary>
    private sealed class NoSinks : ITierChangeSink, IRowSink, IDeadLetterSink
    {
        public bool WantsRows => false;

        public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; } = new Dictionary<string, IReadOnlyList<long>>();

        public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(TickOutput output, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(DeadLetter letter, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask FlushAsync(CancellationToken stop) => ValueTask.CompletedTask;

        public void Capture(IBufferWriter<byte> to)
        {
        }

        public void Restore(ReadOnlySequence<byte> from)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Source(SimulatorOptions world) : IRecordSource
    {
        private const int BatchRecords = 1024;

        public int Partitions => world.Partitions;

        public async Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
        {
            var batches = lanes.Select(_ => new RecordBatch()).ToArray();
            var offsets = new long[lanes.Count];
            var simulation = new Simulation(world);
            while (simulation.MoveNext())
            {
                var partition = Add(simulation, batches, offsets);
                if (batches[partition].Count < BatchRecords) continue;
                await lanes[partition].WriteAsync(batches[partition], stop);
                batches[partition] = new RecordBatch();
            }
            for (var partition = 0; partition < lanes.Count; partition++)
            {
                await lanes[partition].WriteAsync(batches[partition], stop);
                lanes[partition].Complete();
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static int Add(Simulation simulation, RecordBatch[] batches, long[] offsets)
        {
            var record = simulation.Current;
            batches[record.Partition].Add(record.Value, offsets[record.Partition]++, record.Timestamp);
            return record.Partition;
        }
    }
}
