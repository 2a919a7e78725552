using System.Globalization;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Tests.Golden;
using StreamEngine.Tests.Model;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

/// <summary>An engine that dies and goes on from a saved state, as often as one likes, leaves the same behind as one that nobody disturbed.</summary>
public sealed class SnapshotTests
{
    private static readonly int WorldsPerCase = int.Parse(Environment.GetEnvironmentVariable("STREAMENGINE_WORLDS") ?? "10", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("sale")]
    [InlineData("dirty")]
    [InlineData("edges")]
    public async Task A_golden_case_that_is_broken_off_and_goes_on_gives_the_same(string name)
    {
        var partitions = new GoldenCase(name).Inputs.Select(file => (IReadOnlyList<byte[]>)Lines(file)).ToList();
        await AssertSurvivesAsync(new ModelRules(), partitions, seed: name.Length, crashes: 3);
    }

    [Theory]
    [MemberData(nameof(ModelEquivalenceTests.Cases), MemberType = typeof(ModelEquivalenceTests))]
    public async Task A_random_world_that_is_broken_off_and_goes_on_gives_the_same(string name, int block)
    {
        var (rules, start) = ModelEquivalenceTests.Case(name);
        for (var world = 0; world < WorldsPerCase; world++)
        {
            var seed = (block * WorldsPerCase + world) * 31 + name.Length;
            await AssertSurvivesAsync(rules, World.Partitions(seed, rules, start), seed, crashes: 3);
        }
    }

    [Theory]
    [MemberData(nameof(ModelEquivalenceTests.Cases), MemberType = typeof(ModelEquivalenceTests))]
    public async Task Recorded_input_and_then_the_rest_are_as_one(string name, int block)
    {
        var (rules, start) = ModelEquivalenceTests.Case(name);
        for (var world = 0; world < WorldsPerCase; world++)
        {
            var seed = (block * WorldsPerCase + world) * 37 + name.Length;
            var partitions = World.Partitions(seed, rules, start);
            var random = new Random(seed);
            var recorded = partitions.Select(lines => (IReadOnlyList<byte[]>)[.. lines.Take(random.Next(lines.Count + 1))]).ToList();
            var cards = Scorecards.Compile(rules.Scoring);
            var whole = await StraightAsync(rules, cards, partitions, seed);

            var before = new OutsideWorld(random);
            var first = new CutRun(rules.Engine, cards, recorded, before, seed, keepsEnd: true);
            await first.RunAsync(TestContext.Current.CancellationToken);
            var end = first.End!;
            var after = new OutsideWorld(random);
            after.TakeTopics(before, end.Outputs.Positions);
            var second = new CutRun(rules.Engine, cards, partitions, after, seed + 1, end.Start);
            await second.RunAsync(TestContext.Current.CancellationToken);

            Assert.True(whole.Results == second.Results, $"seed {seed}: results differ\n{whole.Results}\n\n{second.Results}");
            Assert.Equal(whole.World.Changes, after.Changes);
            Assert.Equal(whole.World.Announcements, after.Announcements);
        }
    }

    private static async Task AssertSurvivesAsync(ModelRules rules, IReadOnlyList<IReadOnlyList<byte[]>> partitions, int seed, int crashes)
    {
        var cards = Scorecards.Compile(rules.Scoring);
        var straight = await StraightAsync(rules, cards, partitions, seed);
        var random = new Random(seed);
        var world = new OutsideWorld(random);
        SavedRun? from = null;
        for (var life = 0; life <= crashes; life++)
        {
            var run = new CutRun(rules.Engine, cards, partitions, world, seed + life, from?.Start);
            await run.RunAsync(TestContext.Current.CancellationToken);
            if (life == crashes)
            {
                Assert.True(straight.Results == run.Results, $"seed {seed}: results differ\n{straight.Results}\n\n{run.Results}");
                break;
            }
            // It died somewhere after the state that it goes on from; what it had published until then is there.
            if (run.Saved.Count > 0) from = run.Saved[random.Next(run.Saved.Count)];
            world.LoseWaiting();
            world.CutTopics(from?.Outputs.Positions);
        }
        Assert.Equal(straight.World.Changes, world.Changes);
        Assert.Equal(straight.World.Announcements, world.Announcements);
        Assert.Equal(straight.World.DeadLetters, world.DeadLetters);
        Assert.Empty(straight.World.Rows.Where(r => !world.Rows.TryGetValue(r.Key, out var found) || found != r.Value).Select(r => $"seed {seed}: {r.Value.Row}\nis {world.Rows.GetValueOrDefault(r.Key).Row}"));
        Assert.Equal(straight.World.Rows.OrderBy(r => r.Key, StringComparer.Ordinal), world.Rows.OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    private static async Task<(OutsideWorld World, string Results)> StraightAsync(ModelRules rules, Scorecards cards, IReadOnlyList<IReadOnlyList<byte[]>> partitions, int seed)
    {
        var world = new OutsideWorld(new Random(seed));
        var run = new CutRun(rules.Engine, cards, partitions, world, seed);
        await run.RunAsync(TestContext.Current.CancellationToken);
        return (world, run.Results);
    }

    private static List<byte[]> Lines(string file)
    {
        using var stream = ReplayStream.Open(file);
        return [.. LineFiles.Read(stream)];
    }
}
