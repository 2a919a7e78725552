using StreamEngine.Entities;
using StreamEngine.Host.Demo;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Demo;

public sealed class TierChangeWordsTests
{
    private static readonly ScoringOptions Cards = new();

    [Fact]
    public void A_rise_names_the_score_and_what_moved_it_most() =>
        Assert.Equal("rose to L4: score 61.5 (+3.5), most by net sales (+2.5)", Words(Change("L3", "L4", "score", 61.5, 58,
            new("net_sales", 20, 45), new("gpm", 50, 60), new("bad_review_rate", 80, 60))));

    [Fact]
    public void A_fall_names_what_took_most_away() =>
        Assert.Equal("fell to L3: score 56.9 (−3.1), most by bad review rate (−8.0)", Words(Change("L4", "L3", "score", 56.9, 60,
            new("bad_review_rate", 90, 10), new("net_sales", 10, 59))));

    [Fact]
    public void A_change_without_a_score_before_names_no_difference() =>
        Assert.Equal("rose to L2: score 46.0", Words(Change("L0", "L2", "score", 46, null, new IndicatorChange("gpm", null, 60))));

    [Fact]
    public void A_first_rating_and_one_after_having_been_unrated_differ()
    {
        Assert.Equal("first rating: L3 with a score of 53.0", Words(Change("L0", "L3", "first_rating", 53, null)));
        Assert.Equal("rated again: L3 with a score of 53.0", Words(Change("L0", "L3", "first_rating", 53, 40)));
    }

    [Fact]
    public void Becoming_unrated_names_the_orders_that_are_missing() =>
        Assert.Equal("no longer rated: fewer than 30 paid orders are left in the month", Words(Change("L3", "L0", "unrated", 53, 54)));

    [Fact]
    public void A_severe_violation_is_named() =>
        Assert.Equal("fell to L0: a severe violation holds the score at 30.0", Words(Change("L3", "L0", "violation", 30, 55)));

    [Fact]
    public void A_changed_scorecard_is_named() =>
        Assert.Equal("moved to L2: the scorecard changed, the score is 46.1", Words(Change("L3", "L2", "scorecard", 46.1, 55)));

    [Theory]
    [InlineData("paid_orders", "fewer than 100 paid orders in the month")]
    [InlineData("distributed_orders", "fewer than 30 orders through creators in the month")]
    [InlineData("creators", "fewer than 3 creators sold it in the month")]
    [InlineData("quality_refund_rate", "too many refunds for quality")]
    [InlineData("bad_review_rate", "too many bad reviews")]
    [InlineData("severe_violation", "a severe violation")]
    public void Every_gate_has_words(string gate, string words) =>
        Assert.Equal($"fell to L4 at a score of 70.0: {words}", Words(Change("L5", "L4", "gate:" + gate, 70, 72)));

    [Fact]
    public void Benefits_are_told_when_they_begin_and_when_they_end()
    {
        var rise = Change("L4", "L5", "score", 68.4, 66) with { Benefits = new(true, 1.25, true, true, true) };
        var fall = Change("L5", "L4", "gate:creators", 70, 72) with { Benefits = new(false, 1.12, false, false, false) };

        Assert.Equal("rose to L5: score 68.4 (+2.4); gets traffic ×1.25, tag, subsidy, priority matching", Words(rise));
        Assert.Equal("fell to L4 at a score of 70.0: fewer than 3 creators sold it in the month; benefits end, traffic ×1.12", Words(fall));
    }

    [Fact]
    public void Penalty_points_are_what_moved_a_score_that_its_indicators_do_not_explain()
    {
        var change = Change("fair", "lagging", "score", 30, 45, new IndicatorChange("price_edge", 50, 48)) with { Kind = EntityKind.Creator };

        Assert.Equal("fell to lagging: score 30.0 (−15.0), most by penalty points (−14.8)", TierChangeWords.Of(change, Cards.Creator));
    }

    private static string Words(TierChange change) => TierChangeWords.Of(change, Cards.Product);

    private static TierChange Change(string from, string to, string reason, double score, double? previous, params IndicatorChange[] indicators) => new()
    {
        Kind = EntityKind.Product,
        Id = "m-1/p-1",
        Epoch = 0,
        Tick = 1_781_784_000_000,
        From = from,
        To = to,
        Score = score,
        PreviousScore = previous,
        Indicators = indicators,
        Reason = reason,
    };
}
