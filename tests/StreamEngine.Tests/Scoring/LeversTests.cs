using CsCheck;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class LeversTests
{
    private static readonly Scorecard[] Cards =
    [
        Scorecard.Compile(EntityKind.Product, DefaultScorecards.Product),
        Scorecard.Compile(EntityKind.Merchant, DefaultScorecards.Merchant),
        Scorecard.Compile(EntityKind.Creator, DefaultScorecards.Creator),
    ];

    /// <summary>A scorecard, sums (a third of them small, some 0), creators and a tier.</summary>
    private static readonly Gen<(Scorecard Card, long[] Totals, int Creators, int Tier)> Entities =
        from card in Gen.Int[0, 2].Select(i => Cards[i])
        from totals in Gen.OneOf(Gen.Long[0, 20], Gen.Long[0, 3_000], Gen.Long[0, 50_000_000]).Array[card.Inputs.Length]
        from creators in Gen.Int[0, 60]
        from tier in Gen.Int[0, card.TierNames.Count - 1]
        select (card, Rated(card, totals), creators, tier);

    [Fact]
    public void That_many_good_events_reach_the_cut_and_one_fewer_does_not()
    {
        var found = 0;
        Entities.Sample(e =>
        {
            var cut = e.Tier + 1 < e.Card.TierNames.Count ? e.Card.Options.Tiers[e.Tier + 1].Cut : null;
            foreach (var (lever, indicator) in Levers.Of(e.Card, e.Totals, e.Creators, 0, e.Tier).Zip(e.Card.Options.Indicators))
            {
                if (lever.Needed is not { } needed) continue;
                Interlocked.Increment(ref found);
                Assert.True(ScoreWith(e.Card, e.Totals, e.Creators, indicator, needed) >= cut, $"{needed} {lever.Unit} do not do");
                Assert.True(ScoreWith(e.Card, e.Totals, e.Creators, indicator, needed - 1) < cut, $"{needed - 1} {lever.Unit} do already");
            }
        }, iter: 3_000);
        Assert.True(found > 1_000, $"only {found} levers were tried");
    }

    [Fact]
    public void Where_no_number_is_given_a_great_many_do_not_do()
    {
        var tried = 0;
        Entities.Sample(e =>
        {
            var cut = e.Tier + 1 < e.Card.TierNames.Count ? e.Card.Options.Tiers[e.Tier + 1].Cut : null;
            foreach (var (lever, indicator) in Levers.Of(e.Card, e.Totals, e.Creators, 0, e.Tier).Zip(e.Card.Options.Indicators))
            {
                if (lever.Needed is not null || lever.Unit is null || cut is null || ScoreWith(e.Card, e.Totals, e.Creators, indicator, 0) >= cut) continue;
                Interlocked.Increment(ref tried);
                Assert.True(ScoreWith(e.Card, e.Totals, e.Creators, indicator, lever.Unit == "creators" ? 4096 - e.Creators : 1_000_000_000) < cut);
            }
        }, iter: 1_000);
        Assert.True(tried > 100, $"only {tried} levers were tried");
    }

    [Fact]
    public void Some_good_reviews_bring_a_product_to_its_next_tier()
    {
        var card = Cards[0];
        var totals = Rated(card, new long[card.Inputs.Length]);
        totals[card.Inputs.IndexOf(new WindowMetric(WindowKind.Month, Metric.Reviews))] = 40;
        totals[card.Inputs.IndexOf(new WindowMetric(WindowKind.Month, Metric.BadReviews))] = 3;
        totals[card.Inputs.IndexOf(new WindowMetric(WindowKind.Month, Metric.PoorReviews))] = 5;
        var levers = Levers.Of(card, totals, 1, 0, tier: 1);
        // By hand: S of bad_review_rate and goodwill with n reviews, all else as it is, against the cut of L2.
        var bad = levers.Single(l => l.Indicator == "bad_review_rate");
        var rest = Score(card, totals, 1) - By(40);
        var needed = Enumerable.Range(1, 1000).First(n => Math.Round((rest + By(40 + n)) * 1e6, MidpointRounding.ToEven) / 1e6 >= 45);
        Assert.Equal((needed, "reviews", $"{needed} good reviews"), (bad.Needed!.Value, bad.Unit, bad.Words));
        Assert.Equal(bad.Needed, levers.Single(l => l.Indicator == "goodwill").Needed); // it counts the same reviews
        Assert.Equal(0.10, bad.PointAdds);
        Assert.Null(levers.Single(l => l.Indicator == "gpm").Unit);

        static double By(int n) => 0.10 * 100 * (1 - (3 + 30 * 0.05) / (n + 30) / 0.10) + 0.06 * 100 * (1 - (5 + 50 * 0.10) / (n + 50) / 0.20);
    }

    [Fact]
    public void A_cap_leaves_nothing_to_gain_and_S_of_100_no_more()
    {
        var card = Cards[0];
        var totals = Rated(card, new long[card.Inputs.Length]);
        totals[card.Inputs.IndexOf(new WindowMetric(WindowKind.Month, Metric.SevereViolations))] = 1;
        Assert.All(Levers.Of(card, totals, 100, 0, tier: 0), l => Assert.Equal((0, null), (l.PointAdds, l.Needed)));

        totals[card.Inputs.IndexOf(new WindowMetric(WindowKind.Month, Metric.SevereViolations))] = 0;
        var full = Levers.Of(card, totals, 200, 0, tier: 0).Single(l => l.Indicator == "selling_creators");
        Assert.Equal(0, full.PointAdds);
    }

    [Fact]
    public void An_entity_that_is_unrated_or_in_the_highest_tier_or_over_the_cut_needs_no_number()
    {
        var card = Cards[0];
        var totals = new long[card.Inputs.Length];
        Assert.All(Levers.Of(card, totals, 0, 0, tier: 0), l => Assert.Null(l.Needed)); // unrated
        Rated(card, totals);
        Assert.All(Levers.Of(card, totals, 0, 0, tier: 5), l => Assert.Null(l.Needed));
        Assert.All(Levers.Of(card, totals, 200, 0, tier: 0), l => Assert.Null(l.Needed)); // its score has reached L1
    }

    /// <summary>Paid orders enough for a rating, and rates that are none above 1.</summary>
    private static long[] Rated(Scorecard card, long[] totals)
    {
        for (var i = 0; i < totals.Length; i++)
        {
            if (card.Inputs[i].Metric == Metric.PaidOrders) totals[i] = Math.Max(30, totals[i]);
            if (card.Inputs[i].Metric == Metric.SevereViolations) totals[i] = 0;
        }
        return totals;
    }

    private static double ScoreWith(Scorecard card, long[] totals, int creators, IndicatorOptions indicator, long count)
    {
        var changed = totals.ToArray();
        var of = indicator.Normaliser == NormaliserKind.Count ? indicator.Of : indicator.Per;
        if (of == "creators") creators += (int)count;
        for (var i = 0; i < changed.Length; i++)
        {
            if (of == "net_sales" && card.Inputs[i].Metric == Metric.RefundAmount) changed[i] -= count;
            if (Metrics.TryParse(of!, out var metric) && card.Inputs[i].Metric == metric) changed[i] += count;
        }
        return Score(card, changed, creators);
    }

    private static double Score(Scorecard card, long[] totals, int creators) =>
        card.Evaluate(totals, creators, 0, new double[card.IndicatorIds.Count], out _).Score;
}
