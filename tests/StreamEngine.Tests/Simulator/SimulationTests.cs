using System.Security.Cryptography;
using System.Text;
using StreamEngine.Events;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.Tests.Simulator;

public sealed class SimulationTests
{
    private static readonly SimulatorOptions Small = new()
    {
        HistoryDays = 6,
        HistoryEventsPerDay = 1_500,
        MeanRate = 10,
        Tail = TimeSpan.FromMinutes(3),
        Rush = TimeSpan.FromMinutes(1),
        Partitions = 5,
        DuplicateShare = 0.05,
        LateShare = 0.03,
        BrokenShare = 0.02,
    };

    [Fact]
    public void The_same_options_give_the_same_bytes() => Assert.Equal(Hash(Small), Hash(Small with { }));

    [Fact]
    public void Another_seed_gives_other_bytes() => Assert.NotEqual(Hash(Small), Hash(Small with { Seed = 619 }));

    /// <summary>The bytes of one small run, so that a change of runtime or machine that moves them is noticed.</summary>
    [Fact]
    public void The_bytes_of_a_known_run_do_not_change() =>
        Assert.Equal("5cdfb2cdf9deb3b1", Hash(Small)[..16]);

    [Fact]
    public void Every_line_that_is_not_broken_on_purpose_is_valid_and_every_broken_one_is_not()
    {
        var reasons = new Dictionary<string, int>();
        var simulation = new Simulation(Small);
        while (simulation.TryNext(out SimulatedRecord record))
        {
            string? reason = ContractCheck.Of(record.Value);
            if (record.Nature != RecordNature.Broken) Assert.True(reason is null, $"{reason}: {Encoding.UTF8.GetString(record.Value)}");
            else
            {
                Assert.True(reason is not null, Encoding.UTF8.GetString(record.Value));
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
        }
        Assert.Equal(
            ["duplicate_field", "from_the_future", "id", "json", "merchant", "object", "ts", "unknown_type"],
            reasons.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_received_every_broken_line_is_still_broken()
    {
        var simulation = new Simulation(Small with { Received = false, HistoryDays = 0, BrokenShare = 0.2 });
        while (simulation.TryNext(out SimulatedRecord record))
        {
            Assert.Equal(record.Nature == RecordNature.Broken, ContractCheck.Of(record.Value) is not null);
            if (record.Nature != RecordNature.Broken) Assert.Equal(-1, record.Value.IndexOf("\"received\""u8));
        }
        Assert.True(simulation.Counts.Broken > 100);
    }

    [Fact]
    public void A_merchant_stays_on_the_partition_that_kafka_chooses_for_its_key()
    {
        var simulation = new Simulation(Small);
        var seen = new HashSet<int>();
        while (simulation.TryNext(out SimulatedRecord record))
        {
            seen.Add(record.Partition);
            if (record.Nature == RecordNature.Heartbeat)
            {
                Assert.True(record.Key.IsEmpty);
                continue;
            }
            Assert.Equal(Murmur2.Partition(record.Key, Small.Partitions), record.Partition);
            if (record.Nature != RecordNature.Broken)
                Assert.Equal(new SimulatedEvent(record.Value).Text("merchant"), Encoding.UTF8.GetString(record.Key));
        }
        Assert.Equal(Small.Partitions, seen.Count);
    }

    [Fact]
    public void Time_goes_forward_except_for_late_events_and_second_copies()
    {
        var simulation = new Simulation(Small);
        long before = simulation.Start.ToUnixTimeMilliseconds(), end = simulation.End.ToUnixTimeMilliseconds();
        while (simulation.TryNext(out SimulatedRecord record))
        {
            Assert.InRange(record.Time, before, end);
            before = record.Time;
            if (record.Nature == RecordNature.Broken) continue;
            var e = new SimulatedEvent(record.Value);
            Assert.Equal(e.Number("received"), record.Timestamp);
            if (record.Nature is RecordNature.Traffic or RecordNature.Story or RecordNature.Heartbeat) Assert.Equal(record.Time, e.Time);
            if (record.Nature == RecordNature.Late) Assert.True(e.Time <= record.Time - 1000);
            Assert.InRange(record.Timestamp - e.Number("ts"), record.Nature == RecordNature.Heartbeat ? 0 : 3, record.Nature is RecordNature.Late or RecordNature.Duplicate ? long.MaxValue : 600);
        }
    }

    [Fact]
    public void No_partition_is_silent_for_longer_than_the_heartbeat_interval()
    {
        SimulatorOptions options = Small with { MeanRate = 1, OpeningFactor = 3 };
        var simulation = new Simulation(options);
        long evening = simulation.Evening.ToUnixTimeMilliseconds();
        var last = new long[options.Partitions];
        Array.Fill(last, simulation.Start.ToUnixTimeMilliseconds());
        while (simulation.TryNext(out SimulatedRecord record))
        {
            if (record.Nature is not (RecordNature.Traffic or RecordNature.Story or RecordNature.Heartbeat)) continue;
            long allowed = record.Time <= evening ? 3_600_000 : 1000;
            Assert.InRange(record.Time - last[record.Partition], 0, allowed);
            last[record.Partition] = record.Time;
        }
        Assert.All(last, t => Assert.Equal(simulation.End.ToUnixTimeMilliseconds(), t));
    }

    [Fact]
    public void Shares_of_mishaps_are_near_their_settings()
    {
        SimulationCounts c = Drain(Small with { TellStories = false });
        double money = new[]
        {
            EventType.OrderCreated, EventType.OrderPaid, EventType.OrderShipped, EventType.Refund, EventType.Review, EventType.Complaint, EventType.DisputeClosed,
        }.Sum(t => (double)c[t]);
        double traffic = c.Events + c.Broken;
        Assert.InRange(c.Duplicates / money, 0.045, 0.055);
        Assert.InRange(c.Late / traffic, 0.026, 0.033);
        Assert.InRange(c.Broken / traffic, 0.018, 0.022);
    }

    [Fact]
    public void The_evening_has_the_mix_of_a_sales_evening()
    {
        SimulationCounts c = Drain(Small with { HistoryDays = 0, MeanRate = 50, TellStories = false, Rush = TimeSpan.FromMinutes(2) });
        double all = c.Events;
        Assert.InRange(c[EventType.Impression] / all, 0.52, 0.58);
        Assert.InRange(c[EventType.Click] / all, 0.185, 0.215);
        Assert.InRange(c[EventType.Cart] / all, 0.045, 0.058);
        Assert.InRange(c[EventType.OrderCreated] / all, 0.055, 0.068);
        Assert.InRange(c[EventType.OrderPaid] / all, 0.045, 0.057);
        Assert.InRange(c[EventType.OrderShipped] / all, 0.02, 0.035);
        Assert.All(Enum.GetValues<EventType>().Except([EventType.Unknown, EventType.Decision]), t => Assert.True(c[t] > 0, t.ToString()));
        Assert.InRange((double)c.Bytes / c.Records, 300, 360);
    }

    [Fact]
    public void The_opening_has_thirty_six_times_the_mean_load_within_seconds()
    {
        var simulation = new Simulation(Small with { HistoryDays = 0, TellStories = false, DuplicateShare = 0 });
        long opening = simulation.Opening.ToUnixTimeMilliseconds();
        int inFiveSeconds = 0, before = 0;
        while (simulation.TryNext(out SimulatedRecord record))
        {
            if (record.Nature == RecordNature.Heartbeat) continue;
            if (record.Time >= opening + 3_000 && record.Time < opening + 8_000) inFiveSeconds++;
            if (record.Time < opening) before++;
        }
        Assert.InRange(inFiveSeconds, 5 * 360 * 0.95, 5 * 360 * 1.05);
        Assert.InRange(before, 120 * 10 * 0.9, 120 * 10 * 1.1);
    }

    [Fact]
    public void A_record_costs_no_allocation()
    {
        var simulation = new Simulation(Small);
        for (int i = 0; i < 5_000; i++) simulation.MoveNext();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) simulation.MoveNext();
        // Copies of the first records that are sent twice, once each: not a byte an event.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void Wrong_options_are_all_named_at_once()
    {
        var wrong = new SimulatorOptions { Merchants = 0, Partitions = 0, BrokenShare = 0.9, WarmUp = TimeSpan.FromDays(2), Layout = (EventLayout)9 };
        Assert.Equal(5, wrong.Errors().Count);
        var e = Assert.Throws<ArgumentException>(() => new Simulation(wrong));
        foreach (string name in new[] { "Merchants", "Partitions", "BrokenShare", "WarmUp", "Layout" }) Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(1, 0, 0, 1)]
    public void Phases_may_be_empty(int historyDays, int warmUp, int rush, int tail)
    {
        SimulationCounts c = Drain(Small with
        {
            HistoryDays = historyDays,
            HistoryEventsPerDay = 0,
            WarmUp = TimeSpan.FromMinutes(warmUp),
            Rush = TimeSpan.FromMinutes(rush),
            Tail = TimeSpan.FromMinutes(tail),
            Merchants = 1,
            ProductsPerMerchant = 1,
            Creators = 1,
            Leaders = 1,
            Buyers = 1,
        });
        Assert.True(c[EventType.Heartbeat] >= Small.Partitions);
        Assert.Equal(rush + tail > 0, c[EventType.Click] > 0);
    }

    internal static SimulationCounts Drain(SimulatorOptions options)
    {
        var simulation = new Simulation(options);
        while (simulation.MoveNext()) { }
        return simulation.Counts;
    }

    private static string Hash(SimulatorOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var simulation = new Simulation(options);
        while (simulation.TryNext(out SimulatedRecord record))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{record.Partition} {record.Time} {record.Timestamp} "));
            hash.AppendData(record.Key);
            hash.AppendData(record.Value);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
