using System.Text;
using System.Text.Json.Nodes;
using StreamEngine.Events;
using StreamEngine.Scoring;
using StreamEngine.Tests.Events;
using StreamEngine.Tests.Model;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Commerce.Decisions;

/// <summary>A reversed event is as one that never was, in every sum of every entity; a reinstated one as one that nobody touched.</summary>
public sealed class ReversalTests
{
    private const int Worlds = 12;

    [Theory]
    [InlineData("defaults")]
    [InlineData("short windows")]
    [InlineData("New York in autumn")]
    public async Task A_world_with_reversed_events_has_the_sums_of_one_without_them(string name)
    {
        var (rules, start) = ModelEquivalenceTests.Case(name);
        var reversed = 0;
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var partitions = World.Partitions(seed, rules, start).ConvertAll(lines => new ReversedWorld(lines, rules, seed));
            reversed += partitions.Sum(p => p.Reversed);
            var with = await SumsAsync(rules, [.. partitions.Select(p => p.With)]);
            var without = await SumsAsync(rules, [.. partitions.Select(p => p.Without)]);
            AssertSame(without, with, $"{name}, seed {seed}: reversed");
            var untouched = await SumsAsync(rules, [.. partitions.Select(p => p.Untouched)]);
            var reinstated = await SumsAsync(rules, [.. partitions.Select(p => p.Reinstated)]);
            AssertSame(untouched, reinstated, $"{name}, seed {seed}: reinstated");
        }
        Assert.True(reversed > 20 * Worlds, $"only {reversed} events were reversed");
    }

    [Fact]
    public async Task What_is_decided_does_not_depend_on_threads_and_batches()
    {
        var (rules, start) = ModelEquivalenceTests.Case("small");
        using var folder = new TemporaryFolder();
        var files = World.Partitions(5, rules, start).Select((lines, p) => folder.Write($"p{p}.jsonl", lines)).ToList();
        var cards = Scorecards.Compile(rules.Scoring);
        await Replays.RunAsync(files, folder["one"], threads: 1, options: rules.Engine, scorecards: cards);
        var expected = Replays.Contents(folder["one"]);
        foreach (var (threads, batch) in new[] { (2, 1), (4, 3) })
        {
            await Replays.RunAsync(files, folder[$"{threads}"], threads, batch, rules.Engine, cards);
            var actual = Replays.Contents(folder[$"{threads}"]);
            Assert.Equal(expected.Keys, actual.Keys);
            foreach (var (file, bytes) in expected) Assert.True(bytes.AsSpan().SequenceEqual(actual[file]), $"{file} differs with {threads} threads");
        }
    }

    private static void AssertSame(SortedSet<string> expected, SortedSet<string> actual, string what)
    {
        Assert.True(expected.Count > 0);
        Assert.True(expected.SetEquals(actual), $"{what}\nmissing {expected.Except(actual).FirstOrDefault()}\nfound   {actual.Except(expected).FirstOrDefault()}");
    }

    /// <summary>Every row with its sums, without what tells when it came about.</summary>
    private static async Task<SortedSet<string>> SumsAsync(ModelRules rules, List<List<byte[]>> partitions)
    {
        using var folder = new TemporaryFolder();
        var files = partitions.Select((lines, p) => folder.Write($"p{p}.jsonl", lines)).ToList();
        await Replays.RunAsync(files, folder["out"], options: rules.Engine, scorecards: Scorecards.Compile(rules.Scoring));
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var table in new[] { "entity_minutes", "entity_hours", "entity_days" })
        {
            foreach (var row in JsonDifferences.Read(Path.Combine(folder["out"], "rows", table + ".jsonl")))
            {
                row.Remove("version");
                row.Remove("buyers");
                if (row.Count > 3) rows.Add(table + row.ToJsonString());
            }
        }
        return rows;
    }

    /// <summary>A partition four times: as it was, with reversals right behind what they reverse, without what is reversed, and with all of it reinstated.</summary>
    private sealed class ReversedWorld
    {
        public ReversedWorld(IReadOnlyList<byte[]> lines, ModelRules rules, int seed)
        {
            var random = new Random(seed);
            var decoder = new ReferenceDecoder((long)rules.Engine.MaximumSkew.TotalMilliseconds);
            var calendar = new NaiveCalendar(rules.Engine.Zone);
            var pairs = new NaivePairs(rules);
            var sound = new List<(string Line, PlainEvent Event)>();
            foreach (var line in lines)
            {
                var e = decoder.Decode(line, null);
                if (e.Outcome != DecodeOutcome.Event || e.Type is EventType.Decision or EventType.Heartbeat || sound.Any(s => s.Event.Id == e.Id)) continue;
                sound.Add((Encoding.UTF8.GetString(line), e));
            }
            var eventTime = 0L;
            for (var i = 0; i < sound.Count; i++)
            {
                var (line, e) = sound[i];
                var time = Math.Min(e.Ts, e.Received);
                if (eventTime > 0 && calendar.Day(time) <= calendar.Day(eventTime) - rules.Engine.MonthBuckets) continue;
                eventTime = Math.Max(eventTime, time);
                var isBuyersOrder = e.Type == EventType.OrderPaid && e.Buyer != "";
                // What a later order of the buyer becomes depends on this one, and stays when it is reversed.
                var isLast = !isBuyersOrder || !sound.Skip(i + 1).Any(s => s.Event.Type == EventType.OrderPaid && s.Event.Merchant == e.Merchant && s.Event.Buyer == e.Buyer);
                var (repeat, credited) = isBuyersOrder ? pairs.Paid(e, time, eventTime) : default;
                All(line);
                if (!isLast || random.Next(3) == 0) continue;
                var beat = $$"""{"type":"heartbeat","ts":{{e.Ts}},"received":{{e.Received}}}""";
                Without[^1] = Encoding.UTF8.GetBytes(beat);
                JsonObject Decision(string id, string action) => new()
                {
                    ["type"] = "decision",
                    ["id"] = id,
                    ["ts"] = eventTime,
                    ["merchant"] = e.Merchant,
                    ["action"] = action,
                    ["by"] = "李",
                    ["why"] = "刷单",
                    ["event"] = JsonNode.Parse(line),
                    ["repeat"] = repeat,
                    ["handoff_creator"] = credited,
                };
                With.Add(Encoding.UTF8.GetBytes(Decision($"v{i}", "reverse").ToJsonString()));
                Reinstated.Add(Encoding.UTF8.GetBytes(Decision($"v{i}", "reverse").ToJsonString()));
                // Twice each: the second changes nothing.
                Reinstated.Add(Encoding.UTF8.GetBytes(Decision($"w{i}", "reverse").ToJsonString()));
                Reinstated.Add(Encoding.UTF8.GetBytes(Decision($"x{i}", "reinstate").ToJsonString()));
                Reinstated.Add(Encoding.UTF8.GetBytes(Decision($"y{i}", "reinstate").ToJsonString()));
                Reversed++;
            }
        }

        public int Reversed { get; }

        public List<byte[]> Untouched { get; } = [];

        public List<byte[]> With { get; } = [];

        public List<byte[]> Without { get; } = [];

        public List<byte[]> Reinstated { get; } = [];

        private void All(string line)
        {
            foreach (var world in new[] { Untouched, With, Without, Reinstated }) world.Add(Encoding.UTF8.GetBytes(line));
        }
    }
}
