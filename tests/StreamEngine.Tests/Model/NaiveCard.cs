namespace StreamEngine.Tests.Model;

/// <summary>What a scorecard makes of an entity at a tick.</summary>
internal sealed record NaiveEvaluation(double Score, bool Rated, bool Severe, string? FailedGate, IReadOnlyList<(string Id, double S, bool Imputed)> Indicators);

/// <summary>Sums of a window by metric.</summary>
internal delegate long NaiveSum(string window, string metric);

/// <summary>The three scorecards of the contract as formulas over doubles.</summary>
internal static class NaiveCard
{
    private delegate (double S, bool Imputed) Formula(NaiveSum sum, int creators, double p0);

    private static readonly (string Id, double Weight, Formula Formula)[] Product =
    [
        ("search_pull", 6, Ratio("month", "search_clicks", "clicks", 0.10, 200)),
        ("goodwill", 6, BadRate("poor_reviews", "reviews", 0.10, 50)),
        ("price_edge", 12, Linear("priced_gmv", "market_gmv", 0.75, 1.25)),
        ("discount_depth", 8, Linear("gmv", "list_gmv", 0.60, 1.00)),
        ("selling_creators", 10, (_, creators, _) => (Count(creators, 3, 200, 1), false)),
        ("commission_pull", 8, Ratio("month", "commission_bp", "distributed_orders", 1500, 30)),
        ("quality_refund_rate", 12, (sum, _, p0) => BadRate(sum("month", "quality_refunds"), sum("month", "paid_orders"), p0, 30)),
        ("bad_review_rate", 10, BadRate("bad_reviews", "reviews", 0.05, 30)),
        ("late_shipment_rate", 8, BadRate("late_shipments", "shipments", 0.05, 30)),
        ("net_sales", 10, (sum, _, _) => (Count(NetSales(sum), 500_000, 100_000_000, 100_000), false)),
        ("gpm", 10, (sum, _, _) => Ratio(1000 * NetSales(sum), sum("day", "impressions"), 3000, 5000)),
    ];

    private static readonly (string Id, double Weight, Formula Formula)[] Merchant =
    [
        ("quality_refund_rate", 25, BadRate("quality_refunds", "paid_orders", 0.03, 30)),
        ("bad_review_rate", 20, BadRate("bad_reviews", "reviews", 0.05, 30)),
        ("late_shipment_rate", 20, BadRate("late_shipments", "shipments", 0.05, 30)),
        ("complaint_rate", 10, BadRate("complaints", "paid_orders", 0.01, 100)),
        ("dispute_rate", 10, BadRate("disputes", "paid_orders", 0.005, 100)),
        ("net_sales", 10, (sum, _, _) => (Count(NetSales(sum), 5_000_000, 10_000_000_000, 1_000_000), false)),
        ("repeat_rate", 5, Ratio("month", "repeat_orders", "paid_orders", 0.15, 100)),
    ];

    private static readonly (string Id, double Weight, Formula Formula)[] Creator =
    [
        ("price_edge", 10, Linear("priced_gmv", "market_gmv", 0.75, 1.25)),
        ("conversion", 10, Ratio("day", "paid_orders", "clicks", 0.03, 500)),
        ("repeat_rate", 10, Ratio("month", "repeat_orders", "paid_orders", 0.15, 100)),
        ("quality_refund_rate", 18, BadRate("quality_refunds", "paid_orders", 0.03, 30)),
        ("bad_review_rate", 17, BadRate("bad_reviews", "reviews", 0.05, 30)),
        ("report_rate", 9, BadRate("reports", "views", 0.001, 2000)),
        ("mismatch_rate", 8, BadRate("mismatch_refunds", "paid_orders", 0.02, 30)),
        ("complaint_rate", 9, BadRate("complaints", "paid_orders", 0.01, 100)),
        ("late_shipment_rate", 9, BadRate("late_shipments", "shipments", 0.05, 30)),
    ];

    public static NaiveEvaluation Evaluate(string kind, NaiveSum sum, int creators, string? category, ModelRules rules)
    {
        var p0 = category == ModelRules.SpecialCategory ? rules.SpecialP0 : 0.03;
        var card = kind switch { "product" => Product, "merchant" => Merchant, _ => Creator };
        var s = card.Select(line => (line.Id, line.Weight, Value: line.Formula(sum, creators, p0))).ToList();
        var score = s.Aggregate(0.0, (total, line) => total + line.Weight * line.Value.S) / 100;
        if (kind != "product") score = Math.Max(0, score - Math.Min(20, sum("month", "penalty_points")));
        var severe = sum("month", "severe_violations") > 0;
        if (severe) score = Math.Min(30, score);
        var paid = sum("month", "paid_orders");
        var shown = s.Select(line => (line.Id, Round6(line.Value.S), line.Value.Imputed)).ToList();
        return new NaiveEvaluation(Round6(score), paid >= rules.MinimumPaidOrders, severe, kind == "product" ? FailedGate() : null, shown);

        string? FailedGate()
        {
            if (paid < rules.GatePaidOrders) return "paid_orders";
            if (sum("month", "distributed_orders") < rules.GateDistributedOrders) return "distributed_orders";
            if (creators < rules.GateCreators) return "creators";
            foreach (var id in new[] { "quality_refund_rate", "bad_review_rate" })
            {
                if (shown.Single(i => i.Id == id).Item2 < 50) return id;
            }
            return severe ? "severe_violation" : null;
        }
    }

    private static double Round6(double x) => Math.Round(x * 1e6, MidpointRounding.ToEven) / 1e6;

    private static double NetSales(NaiveSum sum) => Math.Max(0, sum("day", "gmv") - sum("day", "refund_amount"));

    private static Formula BadRate(string k, string n, double p0, double m) => (sum, _, _) => BadRate(sum("month", k), sum("month", n), p0, m);

    private static (double, bool) BadRate(double k, double n, double p0, double m) =>
        n == 0 ? (50, true) : (Clamp(100 * (1 - (k + m * p0) / (n + m) / (2 * p0))), false);

    private static Formula Ratio(string window, string a, string b, double v0, double m) => (sum, _, _) => Ratio(sum(window, a), sum(window, b), v0, m);

    private static (double, bool) Ratio(double a, double b, double v0, double m)
    {
        if (b == 0) return (50, true);
        var v = (a + m * v0) / (b + m);
        return (v <= 0 ? 0 : Clamp(50 + 25 * Math.Log2(v / v0)), false);
    }

    private static Formula Linear(string x, string y, double best, double worst) => (sum, _, _) =>
        sum("day", y) == 0 ? (50, true) : (Clamp(100 * (worst - (double)sum("day", x) / sum("day", y)) / (worst - best)), false);

    private static double Count(double x, double p50, double p99, double a) => Clamp(x <= p50
        ? 50 * Math.Log(1 + x / a) / Math.Log(1 + p50 / a)
        : 50 + 50 * Math.Log((x + a) / (p50 + a)) / Math.Log((p99 + a) / (p50 + a)));

    private static double Clamp(double s) => Math.Min(100, Math.Max(0, s));
}
