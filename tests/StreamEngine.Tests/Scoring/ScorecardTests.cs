using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class ScorecardTests
{
    private static readonly Scorecard Product = Scorecard.Compile(EntityKind.Product, DefaultScorecards.Product);
    private static readonly Scorecard Merchant = Scorecard.Compile(EntityKind.Merchant, DefaultScorecards.Merchant);
    private static readonly Scorecard Creator = Scorecard.Compile(EntityKind.Creator, DefaultScorecards.Creator);

    [Fact]
    public void A_product_without_any_data_has_the_neutral_score_less_what_sizes_do_not_impute()
    {
        var result = Sums.Of(Product).Evaluate(Product);
        Assert.Equal(40, result.Evaluation.Score); // 80 hundredths at 50; selling_creators and net_sales are 0
        Assert.Equal([50, 50, 50, 50, 0, 50, 50, 50, 50, 0, 50], result.S);
        Assert.Equal(0b101_1110_1111UL, result.Imputed);
        Assert.False(result.Evaluation.Rated);
        Assert.Equal(1, result.Evaluation.FailedGate);
    }

    [Fact]
    public void Every_indicator_of_a_product_follows_its_formula()
    {
        var sums = Sums.Of(Product)
            .Month(Metric.SearchClicks, 300).Month(Metric.Clicks, 1800).Month(Metric.PoorReviews, 3).Month(Metric.Reviews, 80)
            .Month(Metric.BadReviews, 2).Month(Metric.CommissionBp, 90_000).Month(Metric.DistributedOrders, 50)
            .Month(Metric.QualityRefunds, 2).Month(Metric.PaidOrders, 130).Month(Metric.LateShipments, 4).Month(Metric.Shipments, 120)
            .Day(Metric.PricedGmv, 900_000).Day(Metric.MarketGmv, 1_000_000).Day(Metric.Gmv, 1_500_000).Day(Metric.ListGmv, 2_000_000)
            .Day(Metric.RefundAmount, 100_000).Day(Metric.Impressions, 200_000).Creators(5);

        var (evaluation, s, imputed) = sums.Evaluate(Product);

        double[] expected =
        [
            50 + 25 * Math.Log2((300 + 200 * 0.10) / 2000 / 0.10),
            100 * (1 - (3 + 50 * 0.10) / 130 / 0.20),
            100 * (1.25 - 0.9) / 0.5,
            100 * (1.00 - 0.75) / 0.4,
            50 + 50 * Math.Log(6 / 4.0) / Math.Log(201 / 4.0),
            50 + 25 * Math.Log2((90_000 + 30 * 1500.0) / 80 / 1500),
            100 * (1 - (2 + 30 * 0.03) / 160 / 0.06),
            100 * (1 - (2 + 30 * 0.05) / 110 / 0.10),
            100 * (1 - (4 + 30 * 0.05) / 150 / 0.10),
            50 + 50 * Math.Log(1_500_000 / 600_000.0) / Math.Log(100_100_000 / 600_000.0),
            50 + 25 * Math.Log2((1_400_000_000.0 + 5000 * 3000.0) / 205_000 / 3000),
        ];
        double[] weights = [6, 6, 12, 8, 10, 8, 12, 10, 8, 10, 10];
        for (var i = 0; i < s.Length; i++) Assert.Equal(expected[i], s[i], 6e-7);
        Assert.Equal(expected.Zip(weights, (v, w) => v * w).Sum() / 100, evaluation.Score, 6e-7);
        Assert.Equal(0UL, imputed);
        Assert.True(evaluation.Rated);
        Assert.Equal(0, evaluation.FailedGate);
    }

    [Fact]
    public void Refunds_beyond_the_sales_count_as_no_sales()
    {
        var (_, s, _) = Sums.Of(Product).Day(Metric.Gmv, 100).Day(Metric.RefundAmount, 5000).Day(Metric.Impressions, 1_000_000).Evaluate(Product);
        Assert.Equal(0, s[9]);
        Assert.Equal(0, s[10]);
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void Thirty_paid_orders_of_the_month_make_a_rating(long paidOrders, bool rated)
    {
        Assert.Equal(rated, Sums.Of(Merchant).Month(Metric.PaidOrders, paidOrders).Evaluate(Merchant).Evaluation.Rated);
        Assert.Equal(rated, Sums.Of(Product).Month(Metric.PaidOrders, paidOrders).Evaluate(Product).Evaluation.Rated);
    }

    [Theory]
    [InlineData(0, 45)]
    [InlineData(7, 38)]
    [InlineData(20, 25)]
    [InlineData(5000, 25)]
    public void Penalty_points_of_a_merchant_come_off_up_to_twenty(long points, double expected) =>
        Assert.Equal(expected, Sums.Of(Merchant).Month(Metric.PenaltyPoints, points).Evaluate(Merchant).Evaluation.Score);

    [Fact]
    public void Penalty_points_take_nothing_off_a_product() =>
        Assert.DoesNotContain(new WindowMetric(WindowKind.Month, Metric.PenaltyPoints), Product.Inputs.ToArray());

    [Fact]
    public void A_score_does_not_fall_below_zero()
    {
        var worst = Sums.Of(Creator).Month(Metric.PenaltyPoints, 100)
            .Month(Metric.PaidOrders, 1000).Month(Metric.QualityRefunds, 900).Month(Metric.MismatchRefunds, 900).Month(Metric.Complaints, 900)
            .Month(Metric.Reviews, 1000).Month(Metric.BadReviews, 900).Month(Metric.Shipments, 1000).Month(Metric.LateShipments, 900)
            .Month(Metric.Views, 1000).Month(Metric.Reports, 900).Day(Metric.Clicks, 100_000).Day(Metric.MarketGmv, 1).Day(Metric.PricedGmv, 9);
        Assert.Equal(0L, BitConverter.DoubleToInt64Bits(worst.Evaluate(Creator).Evaluation.Score));
    }

    [Fact]
    public void A_severe_violation_caps_the_score_after_the_penalty()
    {
        var (high, _, _) = Sums.Of(Merchant).Month(Metric.SevereViolations, 1).Month(Metric.PenaltyPoints, 10).Evaluate(Merchant);
        Assert.Equal(30, high.Score); // 45 - 10, capped
        Assert.True(high.Severe);
        var (low, _, _) = Sums.Of(Merchant).Month(Metric.SevereViolations, 1).Month(Metric.PenaltyPoints, 18).Evaluate(Merchant);
        Assert.Equal(27, low.Score);
    }

    [Fact]
    public void Gates_fail_in_the_order_of_the_reasons()
    {
        var sums = Sums.Of(Product).Month(Metric.SevereViolations, 1).Month(Metric.Reviews, 100).Month(Metric.BadReviews, 50).Month(Metric.QualityRefunds, 90);
        Assert.Equal(1, sums.Evaluate(Product).Evaluation.FailedGate);
        Assert.Equal(2, sums.Month(Metric.PaidOrders, 100).Evaluate(Product).Evaluation.FailedGate);
        Assert.Equal(3, sums.Month(Metric.DistributedOrders, 30).Evaluate(Product).Evaluation.FailedGate);
        Assert.Equal(4, sums.Creators(3).Evaluate(Product).Evaluation.FailedGate);
        Assert.Equal(5, sums.Month(Metric.QualityRefunds, 3).Evaluate(Product).Evaluation.FailedGate); // S = 50 exactly
        Assert.Equal(6, sums.Month(Metric.BadReviews, 5).Evaluate(Product).Evaluation.FailedGate);
        Assert.Equal(0, sums.Month(Metric.SevereViolations, 0).Evaluate(Product).Evaluation.FailedGate);
    }

    [Fact]
    public void A_category_overrides_what_its_row_names_and_inherits_the_rest()
    {
        var card = Scorecard.Compile(EntityKind.Product, DefaultScorecards.Product with
        {
            Baselines = new Dictionary<string, IReadOnlyDictionary<string, BaselineOptions>>(DefaultScorecards.Product.Baselines)
            {
                ["美妆"] = new Dictionary<string, BaselineOptions>
                {
                    ["quality_refund_rate"] = new() { P0 = 0.06 },
                    ["net_sales"] = new() { P50 = 1_000_000 },
                },
            },
        });
        var sums = Sums.Of(card).Month(Metric.PaidOrders, 70).Month(Metric.QualityRefunds, 3).Day(Metric.Gmv, 1_000_000);
        var plain = sums.Evaluate(card, card.BaselineOf("食品"));
        var beauty = sums.Evaluate(card, card.BaselineOf("美妆"));
        Assert.Equal(0, card.BaselineOf((string?)null));
        Assert.Equal(Normalisers.Round6(100 * (1 - (3 + 30 * 0.03) / 100 / 0.06)), plain.S[6]);
        Assert.Equal(Normalisers.Round6(100 * (1 - (3 + 30 * 0.06) / 100 / 0.12)), beauty.S[6]);
        Assert.Equal(50, beauty.S[9]);
        Assert.Equal(plain.S[7], beauty.S[7]);
    }

    [Fact]
    public void Weights_that_ship_add_up_to_a_hundred()
    {
        foreach (var card in new[] { DefaultScorecards.Product, DefaultScorecards.Merchant, DefaultScorecards.Creator })
            Assert.Equal(100, card.Indicators.Sum(i => i.Weight));
    }

    [Fact]
    public void Evaluating_allocates_nothing()
    {
        var totals = new long[Product.Inputs.Length];
        var s = new double[Product.IndicatorIds.Count];
        Product.Evaluate(totals, 3, 0, s, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            totals[i % totals.Length] = i;
            var evaluation = Product.Evaluate(totals, i, 0, s, out _);
            TierLadder.Decide(Product, TierState.Initial, evaluation, i, false);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0, 3.00)]
    [InlineData(62, 4.24)]
    [InlineData(78.123456, 4.56)]
    [InlineData(100, 5.00)]
    public void People_see_a_score_out_of_five(double score, double shown) => Assert.Equal(shown, Scorecard.OutOfFive(score));
}
