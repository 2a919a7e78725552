using System.Text.Json;
using System.Text.Json.Nodes;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Tests.Golden;
using StreamEngine.Tests.Model;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

/// <summary>Epochs that a changed scorecard begins, and those that begin without state.</summary>
public sealed class EpochTests
{
    private static readonly Scorecards Before = Scorecards.Compile(new ScoringOptions());

    /// <summary>Every cut ten points lower: nobody's sums change, many tiers do, and a rise waits for no hold.</summary>
    private static readonly Scorecards After = Scorecards.Compile(new ScoringOptions { Product = Easier(new ScoringOptions().Product) });

    [Fact]
    public async Task A_changed_scorecard_evaluates_everybody_at_the_first_tick_and_says_why_tiers_change()
    {
        var partitions = Partitions("sale");
        var saved = await SavedAsync(partitions);
        var world = new OutsideWorld(new Random(1));
        var start = saved.Start with { Epoch = 1, ScorecardsChanged = true };

        await new CutRun(new EngineOptions(), After, partitions, world, seed: 2, start).RunAsync(TestContext.Current.CancellationToken);

        var changes = world.Changes.Select(c => JsonNode.Parse(c)!).ToList();
        Assert.All(changes, c => Assert.Equal(1, (int)c["epoch"]!));
        var first = changes.Where(c => (string)c["reason"]! == "scorecard").ToList();
        Assert.NotEmpty(first);
        Assert.All(first, c => Assert.Equal("product", (string)c["kind"]!));
        Assert.All(first, c => Assert.NotNull(c["indicators"]![0]!["before"]));
        // Each lane's first tick in the epoch, and no later one.
        Assert.True(first.Select(c => (long)c["tick"]!).Distinct().Count() <= partitions.Count);
        Assert.All(changes.Where(c => (long)c["tick"]! > first.Max(f => (long)f["tick"]!)), c => Assert.NotEqual("scorecard", (string)c["reason"]!));
    }

    [Fact]
    public async Task An_epoch_survives_a_crash_like_any_other()
    {
        var partitions = Partitions("sale");
        var saved = await SavedAsync(partitions);
        var start = saved.Start with { Epoch = 1, ScorecardsChanged = true };
        var undisturbed = new OutsideWorld(new Random(1));
        var whole = new CutRun(new EngineOptions(), After, partitions, undisturbed, seed: 2, start);
        await whole.RunAsync(TestContext.Current.CancellationToken);

        foreach (var cut in whole.Saved.Where((_, i) => i % 5 == 0))
        {
            var world = new OutsideWorld(new Random(3));
            world.Changes.AddRange(undisturbed.Changes.Take((int)cut.Outputs.Positions["tier-changes"][0]));
            var rest = new CutRun(new EngineOptions(), After, partitions, world, seed: 4, cut.Start);
            await rest.RunAsync(TestContext.Current.CancellationToken);
            Assert.Equal(undisturbed.Changes, world.Changes);
            Assert.Equal(whole.Results, rest.Results);
        }
    }

    [Fact]
    public async Task An_epoch_that_begins_without_state_hands_on_no_bucket_that_began_before_its_first_event()
    {
        var partitions = Partitions("sale");
        var skipped = partitions.Select(p => p.Count / 2).ToList();
        var start = new EngineStart { Epoch = 3, Partitions = [.. skipped.Select(s => new PartitionStart(s, []))], Merge = [] };
        var world = new OutsideWorld(new Random(1));

        await new CutRun(new EngineOptions(), Before, partitions, world, seed: 2, start).RunAsync(TestContext.Current.CancellationToken);

        var first = partitions.SelectMany((p, i) => p.Skip(skipped[i])).Select(TimeOf).Where(t => t > 0).Min();
        var buckets = world.Rows.Where(r => r.Key.Split(' ')[0] is "minutes" or "hours" or "days").Select(r => long.Parse(r.Key[(r.Key.LastIndexOf(' ') + 1)..])).ToList();
        Assert.NotEmpty(buckets);
        Assert.All(buckets, b => Assert.True(b >= first, $"a bucket began at {b}, before {first}"));
        Assert.All(world.Rows, r => Assert.Equal(3, r.Value.Version >> 44));
    }

    private static async Task<SavedRun> SavedAsync(IReadOnlyList<IReadOnlyList<byte[]>> partitions)
    {
        var run = new CutRun(new EngineOptions(), Before, partitions, new OutsideWorld(new Random(1)), seed: 1);
        await run.RunAsync(TestContext.Current.CancellationToken);
        // In a hurried one there may be changes of the old epoch that the merge had not taken.
        return run.Saved.Last(saved => !saved.WasHurried);
    }

    private static List<IReadOnlyList<byte[]>> Partitions(string name) => [.. new GoldenCase(name).Inputs.Select(Lines)];

    private static IReadOnlyList<byte[]> Lines(string file)
    {
        using var stream = ReplayStream.Open(file);
        return [.. LineFiles.Read(stream)];
    }

    private static long TimeOf(byte[] line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject e && e["ts"] is JsonValue ts && ts.TryGetValue<long>(out var time) ? time : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static ScorecardOptions Easier(ScorecardOptions card) => card with { Tiers = [.. card.Tiers.Select(t => t with { Cut = t.Cut - 10 })] };
}
