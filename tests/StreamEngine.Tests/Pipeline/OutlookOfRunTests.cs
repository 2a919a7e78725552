using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Tests.Golden;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

public sealed class OutlookOfRunTests
{
    [Fact]
    public async Task The_outlook_is_of_the_entities_whose_scores_are_near_a_line_and_of_no_others()
    {
        var cards = Scorecards.Compile(new ScoringOptions());
        var (trial, engine) = await new ScoringJob(new EngineOptions(), cards, Partitions, threads: 2).RunAsync(CancellationToken.None);
        var found = engine.LookAhead(null, within: 3);
        Assert.NotEmpty(found);
        var expected = trial.Scores.Where(s => s.Rated && IsNear(s, 3)).Select(s => (s.Kind, s.Id)).Order().ToList();
        Assert.Equal(expected, found.Select(i => (i.Kind, i.Id)).Order());
        Assert.All(found, i => Assert.Equal(engine.Find(i.Kind, i.Id)!.Score.Score, i.Score));
        Assert.Equal(found.OrderBy(i => i.At).ThenBy(i => i.Distance).Select(i => i.Id), found.Select(i => i.Id));
        foreach (var kind in (EntityKind[])[EntityKind.Product, EntityKind.Merchant, EntityKind.Creator])
            Assert.Equal(found.Where(i => i.Kind == kind), engine.LookAhead(kind, within: 3));
    }

    [Fact]
    public async Task Threads_change_nothing_about_the_outlook()
    {
        var cards = Scorecards.Compile(new ScoringOptions());
        var (_, one) = await new ScoringJob(new EngineOptions(), cards, Partitions, threads: 1).RunAsync(CancellationToken.None);
        var (_, many) = await new ScoringJob(new EngineOptions(), cards, Partitions, threads: 8).RunAsync(CancellationToken.None);
        Assert.Equal(one.LookAhead(null, 5), many.LookAhead(null, 5));
    }

    private static IReadOnlyList<IReadOnlyList<string>> Partitions => [.. new GoldenCase("sale").Inputs.Select(f => (IReadOnlyList<string>)[f])];

    /// <summary>Near by the words of the contract; a fall that waits is below its line.</summary>
    private static bool IsNear(FinalScore score, double within)
    {
        var options = score.Card.Options;
        var tier = options.Tiers.ToList().FindIndex(t => t.Name == score.Tier);
        var next = tier + 1 < options.Tiers.Count ? options.Tiers[tier + 1].Cut : null;
        return (score.Score >= next - within && score.Score < next) || score.Score < options.Tiers[tier].Cut - options.Margin + within;
    }
}
