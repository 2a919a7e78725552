using StreamEngine.Commerce.Matching;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Tests.Model;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Commerce.Matching;

/// <summary>What the index finds is what brute force finds, to the last decimal and in the same order, also after a crash.</summary>
public sealed class MatchingTests
{
    private const int Worlds = 30;

    [Theory]
    [InlineData("small")]
    [InlineData("short windows")]
    [InlineData("gates")]
    public async Task Matches_of_random_worlds_are_those_of_brute_force_both_ways(string name)
    {
        var (rules, start) = ModelEquivalenceTests.Case(name);
        rules = rules with { LowerCuts = 30 };
        var cards = Scorecards.Compile(rules.Scoring);
        var found = 0;
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var partitions = World.Partitions(seed, rules, start);
            var model = new NaiveModel(rules);
            model.Run(partitions);
            var run = new CutRun(rules.Engine, cards, partitions, new OutsideWorld(new Random(seed)), seed);
            await run.RunAsync(TestContext.Current.CancellationToken);
            var naive = new NaiveMatching(model, [.. run.Engine.FinalScores()]);
            found += AssertSame(naive, run.Engine, $"{name}, seed {seed}");
            if (run.Saved.Count == 0) continue;
            var restored = new CutRun(rules.Engine, cards, partitions, new OutsideWorld(new Random(seed)), seed + 1, run.Saved[new Random(seed).Next(run.Saved.Count)].Start);
            await restored.RunAsync(TestContext.Current.CancellationToken);
            AssertSame(naive, restored.Engine, $"{name}, seed {seed}, after a crash");
        }
        Assert.True(found > 5 * Worlds, $"only {found} matches");
    }

    [Fact]
    public void A_fourth_product_of_a_merchant_comes_behind_the_twentieth()
    {
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var merchants = random.Next(1, 15);
            // Few values, so that many are equal and the id decides.
            var matches = Enumerable.Range(0, random.Next(0, 120)).Select(i => Of($"m{random.Next(merchants)}", i, random.Next(4) == 0, random.Next(6))).ToArray();
            var limit = random.Next(1, 60);
            var ranking = new MatchRanking(limit, spreads: true);
            random.Shuffle(matches);
            foreach (var match in matches) if (ranking.Admits(match.Priority, match.Value)) ranking.Add(match);

            var ordered = matches.OrderByDescending(m => m.Priority).ThenByDescending(m => m.Value).ThenBy(m => m.Id, ByteOrder.Instance);
            Assert.Equal(NaiveMatching.Spread(ordered, m => m.Merchant, limit).Select(m => m.Id), ranking.Best.Select(m => m.Id));
        }
    }

    [Theory]
    [InlineData(10_000, 10_000, 1)]
    [InlineData(20_000, 10_000, 0.5)]
    [InlineData(5_000, 20_000, 0)]
    [InlineData(90_000, 10_000, 0)]
    [InlineData(double.NaN, 10_000, 0.5)]
    public void Prices_that_are_alike_fit(double product, double creator, double fit)
    {
        Assert.Equal(fit, MatchFormula.PriceFit(product, creator));
        Assert.Equal(fit, MatchFormula.NearPriceFit(ManagedMath.Log2(product), ManagedMath.Log2(creator)), 9);
    }

    [Fact]
    public async Task Who_may_not_be_matched_is_told_why_and_who_is_not_known_is_not_answered()
    {
        var lines = Enumerable.Range(0, 5).Select(i => System.Text.Encoding.UTF8.GetBytes($"{{\"type\":\"order_paid\",\"id\":\"{i}\",\"ts\":{1_781_784_000_000 + i},\"merchant\":\"m\",\"product\":\"p\",\"order\":\"{i}\",\"amount\":1,\"creator\":\"c\"}}")).ToList();
        var run = new CutRun(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), [lines], new OutsideWorld(new Random(1)), 1);
        await run.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("unrated: 5 paid orders in the month", run.Engine.MatchProducts("c", 10)!.NotMatched);
        Assert.Equal("unrated: 5 paid orders in the month", run.Engine.MatchCreators("m/p", 10)!.NotMatched);
        Assert.Null(run.Engine.MatchProducts("nobody", 10));
        Assert.Null(run.Engine.MatchCreators("m/nothing", 10));
        Assert.Null(run.Engine.MatchCreators("no product's id", 10));
    }

    private static int AssertSame(NaiveMatching naive, EngineRun engine, string what)
    {
        var found = 0;
        foreach (var creator in naive.Creators)
        {
            foreach (var (limit, openOnly) in new[] { (3, false), (100, false), (50, true) })
            {
                var expected = naive.ProductsFor(creator, limit, openOnly);
                var actual = engine.MatchProducts(creator, limit, openOnly)!;
                Assert.True(expected.SequenceEqual(actual.Best.Select(m => (m.Id, m.Value))), $"{what}, products for {creator}{(openOnly ? ", open" : "")}:\n{Text(expected)}\n{Text(actual.Best.Select(m => (m.Id, m.Value)))}");
                found += expected.Count;
            }
        }
        foreach (var product in naive.Products)
        {
            var expected = naive.CreatorsFor(product, 3);
            var actual = engine.MatchCreators(product, 3)!.Best.Select(m => (m.Id, m.Value)).ToList();
            Assert.True(expected.SequenceEqual(actual), $"{what}, creators for {product}:\n{Text(expected)}\n{Text(actual)}");
            found += expected.Count;
        }
        return found;
    }

    private static string Text(IEnumerable<(string Id, double Match)> matches) => string.Join(" ", matches.Select(m => FormattableString.Invariant($"{m.Id}={m.Match}")));

    private static Match Of(string merchant, int number, bool priority, double value) => new()
    {
        Kind = EntityKind.Product,
        Id = $"{merchant}/{number}",
        Merchant = merchant,
        Tier = "L3",
        Priority = priority,
        Value = value,
        Affinity = 0,
        PriceFit = 0,
        ProductScore = 0,
        CreatorScore = 0,
        Commission = 0,
        Category = null,
        ProductPrice = null,
        CreatorPrice = null,
    };
}
