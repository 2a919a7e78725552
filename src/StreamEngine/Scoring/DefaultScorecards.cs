using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>The scorecards that hold unless a configuration says otherwise. The commented file that ships with the program says the same.</summary>
public static class DefaultScorecards
{
    private const WindowKind Day = WindowKind.Day, Month = WindowKind.Month;

    /// <summary>Products: five forces, eleven indicators, tiers L0 to L5.</summary>
    public static ScorecardOptions Product { get; } = Card(
        [
            Ratio("search_pull", "品牌搜索力", "brand", Month, "search_clicks", "clicks", 0.10, 200, 6),
            BadRate("goodwill", "品牌美誉度", "brand", "poor_reviews", "reviews", 0.10, 50, 6),
            Linear("price_edge", "同款价优势", "price", "priced_gmv", "market_gmv", 0.75, 1.25, 12),
            Linear("discount_depth", "优惠力度", "price", "gmv", "list_gmv", 0.60, 1.00, 8),
            Count("selling_creators", "动销达人数", "distribution", Month, "creators", 3, 200, 1, 10),
            Ratio("commission_pull", "佣金竞争力", "distribution", Month, "commission_bp", "distributed_orders", 1500, 30, 8),
            BadRate("quality_refund_rate", "品质退款率", "service", "quality_refunds", "paid_orders", 0.03, 30, 12),
            BadRate("bad_review_rate", "差评率", "service", "bad_reviews", "reviews", 0.05, 30, 10),
            BadRate("late_shipment_rate", "履约超时率", "service", "late_shipments", "shipments", 0.05, 30, 8),
            Count("net_sales", "有效成交额", "sales", Day, "net_sales", 500_000, 100_000_000, 100_000, 10),
            Ratio("gpm", "千次曝光成交", "sales", Day, "1000*net_sales", "impressions", 3000, 5000, 10),
        ]) with
    {
        Gates = new TopTierGates(),
        Tiers =
        [
            new() { Name = "L0", TrafficMultiplier = 0.70 },
            new() { Name = "L1", Cut = 35, TrafficMultiplier = 0.90 },
            new() { Name = "L2", Cut = 45, TrafficMultiplier = 1.00 },
            new() { Name = "L3", Cut = 52, TrafficMultiplier = 1.05 },
            new() { Name = "L4", Cut = 60, TrafficMultiplier = 1.12 },
            new() { Name = "L5", Label = "精选好物", Cut = 68, TrafficMultiplier = 1.25, Tag = true, Subsidy = true, PriorityMatching = true },
        ],
    };

    /// <summary>Merchants: seven indicators, four bands.</summary>
    public static ScorecardOptions Merchant { get; } = Banded(Card(
        [
            BadRate("quality_refund_rate", "品质退款率", "goods", "quality_refunds", "paid_orders", 0.03, 30, 25),
            BadRate("bad_review_rate", "差评率", "goods", "bad_reviews", "reviews", 0.05, 30, 20),
            BadRate("late_shipment_rate", "履约超时率", "logistics", "late_shipments", "shipments", 0.05, 30, 20),
            BadRate("complaint_rate", "投诉率", "service", "complaints", "paid_orders", 0.01, 100, 10),
            BadRate("dispute_rate", "纠纷商责率", "service", "disputes", "paid_orders", 0.005, 100, 10),
            Count("net_sales", "有效成交额", "sales", Day, "net_sales", 5_000_000, 10_000_000_000, 1_000_000, 10),
            Ratio("repeat_rate", "复购率", "sales", Month, "repeat_orders", "paid_orders", 0.15, 100, 5),
        ]));

    /// <summary>Creators: nine indicators, four bands.</summary>
    public static ScorecardOptions Creator { get; } = Banded(Card(
        [
            Linear("price_edge", "同款价优势", "competitiveness", "priced_gmv", "market_gmv", 0.75, 1.25, 10),
            Ratio("conversion", "下单转化率", "competitiveness", Day, "paid_orders", "clicks", 0.03, 500, 10),
            Ratio("repeat_rate", "复购率", "competitiveness", Month, "repeat_orders", "paid_orders", 0.15, 100, 10),
            BadRate("quality_refund_rate", "品质退款率", "goods", "quality_refunds", "paid_orders", 0.03, 30, 18),
            BadRate("bad_review_rate", "差评率", "goods", "bad_reviews", "reviews", 0.05, 30, 17),
            BadRate("report_rate", "直播间举报率", "content", "reports", "views", 0.001, 2000, 9),
            BadRate("mismatch_rate", "货不对板率", "content", "mismatch_refunds", "paid_orders", 0.02, 30, 8),
            BadRate("complaint_rate", "客诉率", "service", "complaints", "paid_orders", 0.01, 100, 9),
            BadRate("late_shipment_rate", "履约超时率", "service", "late_shipments", "shipments", 0.05, 30, 9),
        ]));

    private static ScorecardOptions Card((IndicatorOptions Indicator, BaselineOptions Baseline)[] lines) => new()
    {
        Indicators = [.. lines.Select(l => l.Indicator)],
        Baselines = new Dictionary<string, IReadOnlyDictionary<string, BaselineOptions>>
        {
            [ScorecardOptions.DefaultCategory] = lines.ToDictionary(l => l.Indicator.Id, l => l.Baseline),
        },
    };

    private static ScorecardOptions Banded(ScorecardOptions card) => card with
    {
        Margin = 2,
        PenaltyCap = 20,
        Tiers =
        [
            new() { Name = "lagging", Label = "落后" },
            new() { Name = "fair", Label = "中等", Cut = 42 },
            new() { Name = "good", Label = "良好", Cut = 52 },
            new() { Name = "excellent", Label = "优秀", Cut = 62 },
        ],
    };

    private static (IndicatorOptions, BaselineOptions) BadRate(string id, string name, string part, string k, string n, double p0, double m, double weight) =>
        (new() { Id = id, Name = name, Part = part, Normaliser = NormaliserKind.BadRate, Of = k, Per = n, M = m, Weight = weight }, new() { P0 = p0 });

    private static (IndicatorOptions, BaselineOptions) Ratio(
        string id, string name, string part, WindowKind window, string a, string b, double v0, double m, double weight) =>
        (new() { Id = id, Name = name, Part = part, Window = window, Normaliser = NormaliserKind.Ratio, Of = a, Per = b, M = m, Weight = weight }, new() { V0 = v0 });

    private static (IndicatorOptions, BaselineOptions) Count(
        string id, string name, string part, WindowKind window, string x, double p50, double p99, double a, double weight) =>
        (new() { Id = id, Name = name, Part = part, Window = window, Normaliser = NormaliserKind.Count, Of = x, A = a, Weight = weight }, new() { P50 = p50, P99 = p99 });

    private static (IndicatorOptions, BaselineOptions) Linear(string id, string name, string part, string x, string y, double best, double worst, double weight) =>
        (new() { Id = id, Name = name, Part = part, Window = Day, Normaliser = NormaliserKind.Linear, Of = x, Per = y, Weight = weight }, new() { Best = best, Worst = worst });
}
