using System.Text;
using StreamEngine.Events;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

/// <summary>Times that are odd and records that are no events, through the whole engine: what they cost, and whom.</summary>
public sealed class InputFaultTests
{
    private const long Opening = 1_781_784_000_000, Minute = 60_000;

    private static readonly Scorecards Cards = Scorecards.Compile(new ScoringOptions());

    [Fact]
    public async Task Fault_18_events_out_of_order_within_a_tick_and_late_ones_give_the_sums_of_the_sorted_input()
    {
        var random = new Random(18);
        var times = Enumerable.Range(0, 2000).Select(i => Opening + i * 100L).ToList();
        var late = times.Select((t, i) => (t, Shown: t + (random.Next(10) == 0 ? random.Next(5_000, 30_000) : random.Next(900)))).OrderBy(x => x.Shown).Select(x => x.t).ToList();
        // Both end with the same event, so that they close the same last tick.
        times.Add(Opening + 10 * Minute);
        late.Add(Opening + 10 * Minute);

        var (sorted, shuffled) = (await RunAsync(times.Select(t => Click(t))), await RunAsync(late.Select(t => Click(t))));

        Assert.Equal(times.Count, shuffled.Counters.Applied);
        Assert.Equal(Values(sorted.World), Values(shuffled.World));
    }

    [Fact]
    public async Task Fault_19_the_years_2099_and_1970_and_seconds_for_milliseconds_cost_only_themselves()
    {
        var sound = Enumerable.Range(0, 500).Select(i => Click(Opening + i * 100L)).ToList();
        var odd = new List<string>(sound);
        odd.Insert(100, Click(4_070_908_800_000, received: Opening + 100));
        odd.Insert(200, Click(0));
        odd.Insert(300, Click(Opening / 1000));
        odd.Insert(400, Click(Opening * 1000));

        var (expected, found) = (await RunAsync(sound), await RunAsync(odd));

        Assert.Equal(expected.Counters.Applied, found.Counters.Applied);
        Assert.Equal((1L, 4L), (found.Counters.DeadLetters(DeadLetterReason.FromTheFuture), found.Counters.DeadLettersTotal + found.Counters.TooLate));
        Assert.Equal(0, found.Counters.LateMinute);
        Assert.Equal(Values(expected.World), Values(found.World));
        Assert.Equal(expected.Run.LastTick, found.Run.LastTick);
    }

    [Fact]
    public async Task Fault_20_after_silence_on_all_partitions_windows_have_moved_when_traffic_is_back()
    {
        string[] before = [Click(Opening), Click(Opening + Minute)], after = [Click(Opening + 120 * Minute)];
        string[] heartbeats = [.. Enumerable.Range(1, 118).Select(i => $"{{\"type\":\"heartbeat\",\"ts\":{Opening + i * Minute + 1}}}")];

        var (silent, beating) = (await RunAsync(before.Concat(after)), await RunAsync(before.Concat(heartbeats).Concat(after)));

        // Silence that nobody filled with heartbeats is made up for by the next event: the same buckets, the same scores.
        Assert.Equal(Values(silent.World), Values(beating.World));
        Assert.Equal(silent.Run.LastTick, beating.Run.LastTick);
        Assert.Equal(silent.Run.FinalScores().Select(s => (s.Id, s.Score, s.Tier)), beating.Run.FinalScores().Select(s => (s.Id, s.Score, s.Tier)));
    }

    [Fact]
    public async Task Fault_22_whatever_is_no_event_is_a_dead_letter_with_its_exact_bytes_and_the_events_between_count()
    {
        byte[][] poison =
        [
            "{\"type\":\"click\",\"id\":\"1\""u8.ToArray(), [0, 0, 0, 0, 7, 0x7b], [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d], Encoding.UTF8.GetBytes(new string('[', 10_000)),
            new byte[2 << 20], "{\"id\":\"1\",\"id\":\"2\",\"type\":\"click\"}"u8.ToArray(), "{\"type\":\"order_paid\",\"id\":\"1\",\"ts\":NaN}"u8.ToArray(),
            "{\"type\":\"order_paid\",\"id\":\"1\",\"ts\":1e400}"u8.ToArray(), "{\"type\":\"order_paid\",\"id\":\"1\",\"ts\":-0}"u8.ToArray(),
        ];
        var records = poison.SelectMany((bytes, i) => new[] { bytes, Encoding.UTF8.GetBytes(Click(Opening + i * 2000)) }).ToList();

        var (world, counters, _) = await RunAsync(records);

        Assert.Equal(poison.Length, counters.Applied);
        Assert.Equal(poison.Length, counters.DeadLettersTotal);
        Assert.Equal(poison.Select(Convert.ToBase64String).Order(StringComparer.Ordinal), world.DeadLetters.Select(l => l.Split(' ')[3]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fault_26_a_new_field_or_an_unknown_value_is_no_harm_and_a_missing_field_or_another_type_is_a_dead_letter()
    {
        var good = $"\"type\":\"click\",\"ts\":{Opening},\"merchant\":\"m\",\"product\":\"p\"";
        string[] additive = [$"{{\"id\":\"1\",{good},\"new\":{{\"a\":[1]}}}}", $"{{\"id\":\"2\",{good},\"scene\":\"hologram\"}}", $"{{\"id\":\"3\",\"type\":\"teleport\",\"ts\":{Opening}}}"];
        string[] breaking = [$"{{\"id\":\"4\",\"type\":\"click\",\"ts\":{Opening},\"product\":\"p\"}}", $"{{\"id\":\"5\",\"type\":\"click\",\"ts\":\"today\",\"merchant\":\"m\",\"product\":\"p\"}}"];

        var (world, counters, _) = await RunAsync(additive.Concat(breaking));

        Assert.Equal((2L, 1L, 2L), (counters.Applied, counters.UnknownType, counters.DeadLettersTotal));
        Assert.Equal(breaking.Select(b => Convert.ToBase64String(Encoding.UTF8.GetBytes(b))).Order(StringComparer.Ordinal), world.DeadLetters.Select(l => l.Split(' ')[3]).Order(StringComparer.Ordinal));
    }

    /// <summary>A lane, the merge or a sink: whatever dies takes all others with it, and what it died of is what the run ends with.</summary>
    [Fact]
    public async Task Fault_47_a_sink_that_dies_ends_the_whole_run_with_its_reason()
    {
        var world = new OutsideWorld(new Random(1));
        var broken = new OutsideWorld(new Random(1)) { Fails = new InvalidOperationException("the sink is broken") };
        await using var source = new FallingSilent([[.. Enumerable.Range(0, 100).Select(i => Encoding.UTF8.GetBytes(Click(Opening + i * 1000L)))]], [0], [100]);
        var run = new EngineRun(new EngineOptions(), Cards, source, new Sinks(world, broken, world), threads: 1);

        // The source itself would never end.
        var reason = await Assert.ThrowsAsync<InvalidOperationException>(() => run.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        Assert.Equal("the sink is broken", reason.Message);
    }

    private static string Click(long ts, long? received = null) =>
        $"{{\"id\":\"i\",\"type\":\"click\",\"ts\":{ts},\"merchant\":\"m\",\"product\":\"p\"{(received is { } at ? $",\"received\":{at}" : "")}}}";

    /// <summary>The final row of every key but scores, without its version: that is the tick in which the last addition came.</summary>
    private static IEnumerable<string> Values(OutsideWorld world) => world.Rows.Where(r => !r.Key.StartsWith("scores", StringComparison.Ordinal))
        .Select(r => $"{r.Key} {System.Text.RegularExpressions.Regex.Replace(r.Value.Row, "\"version\":[0-9]+,", "")}").Order(StringComparer.Ordinal);

    private static Task<(OutsideWorld World, LaneCounters Counters, EngineRun Run)> RunAsync(IEnumerable<string> records) => RunAsync([.. records.Select(Encoding.UTF8.GetBytes)]);

    private static async Task<(OutsideWorld World, LaneCounters Counters, EngineRun Run)> RunAsync(IReadOnlyList<byte[]> records)
    {
        var world = new OutsideWorld(new Random(1));
        await using var source = new MemoryRecords([records], [0], new Random(1), static () => { });
        var run = new EngineRun(new EngineOptions(), Cards, source, new Sinks(world, world, world), threads: 1);
        await run.RunAsync(TestContext.Current.CancellationToken);
        return (world, run.Counters[0], run);
    }
}
