using StreamEngine.Events;
using StreamEngine.Tests.Events;

namespace StreamEngine.Tests.Model;

/// <summary>Who an event names, and what each metric adds to whom.</summary>
internal static class NaiveEvents
{
    public static readonly string[] Metrics =
    [
        "impressions", "clicks", "search_clicks", "carts", "orders", "paid_orders", "units", "gmv", "list_gmv", "priced_gmv", "market_gmv",
        "distributed_orders", "distributed_gmv", "commission_bp", "self_gmv", "shelf_gmv", "repeat_orders", "refunds", "refund_amount", "quality_refunds",
        "mismatch_refunds", "reviews", "stars", "bad_reviews", "poor_reviews", "shipments", "late_shipments", "complaints", "disputes", "follows", "views",
        "watch_ms", "reports", "penalty_points", "severe_violations", "handoff_orders", "handoff_gmv", "lives", "live_ms",
    ];

    public static readonly string[] MinuteMetrics = ["impressions", "clicks", "orders", "paid_orders", "units", "gmv", "refund_amount"];

    private static readonly EventType[] Money =
    [
        EventType.OrderCreated, EventType.OrderPaid, EventType.OrderShipped, EventType.Refund, EventType.Review, EventType.Complaint, EventType.DisputeClosed,
    ];

    public static bool IsMoney(PlainEvent e) => Money.Contains(e.Type);

    public static string Channel(PlainEvent e) => e.Creator != "" ? "distribution" : e.Scene is Scene.Live or Scene.Video ? "self" : "shelf";

    /// <summary>Everything that the event carries, by kind.</summary>
    public static IEnumerable<(string Kind, string Id)> Named(PlainEvent e)
    {
        if (e.Product != "") yield return ("product", Escaped(e.Merchant) + "/" + Escaped(e.Product));
        yield return ("merchant", e.Merchant);
        if (e.Creator != "") yield return ("creator", e.Creator);
        if (e.Leader != "") yield return ("leader", e.Leader);
        if (e.Brand != "") yield return ("brand", e.Brand);
        if (e.Category != "") yield return ("category", e.Category);
        if (e.Scene != Scene.None) yield return ("scene", e.Scene.ToString().ToLowerInvariant());
        yield return ("channel", Channel(e));
        yield return ("platform", "all");
    }

    /// <summary>What the event adds to an entity of a kind that it names. Handoffs come on top.</summary>
    public static List<(string Metric, long Amount)> Additions(PlainEvent e, string kind, bool repeat) =>
        IsAddressed(e, kind) ? [.. All(e, repeat).Where(a => a.Amount > 0)] : [];

    private static bool IsAddressed(PlainEvent e, string kind)
    {
        if (kind is not ("product" or "merchant" or "creator")) return e.Type != EventType.DisputeClosed || e.Party is Party.Merchant or Party.Creator;
        return e.Type switch
        {
            EventType.Complaint => e.Party == Party.Creator ? kind == "creator" : kind is "product" or "merchant",
            EventType.DisputeClosed => e.Party == Party.Creator ? kind == "creator" : e.Party == Party.Merchant && (kind is "product" or "merchant"),
            EventType.Follow => kind == (e.Party == Party.Creator ? "creator" : "merchant"),
            EventType.Report => kind == (e.Creator != "" ? "creator" : "merchant"),
            EventType.Violation => kind == e.Party switch { Party.Product => "product", Party.Merchant => "merchant", _ => "creator" },
            _ => true,
        };
    }

    /// <summary>Metrics of the event. Nothing is added where the amount is 0 (the version of a row tells), or below, which stands for a metric not touched.</summary>
    private static List<(string Metric, long Amount)> All(PlainEvent e, bool repeat)
    {
        static long If(bool condition, long amount = 1) => condition ? amount : -1;
        return e.Type switch
        {
            EventType.Impression => [("impressions", e.Count)],
            EventType.Click => [("clicks", e.Count), ("search_clicks", If(e.Scene == Scene.Search, e.Count))],
            EventType.Cart => [("carts", e.Count)],
            EventType.OrderCreated => [("orders", 1)],
            EventType.OrderPaid =>
            [
                ("paid_orders", 1), ("units", e.Quantity), ("gmv", e.Amount), ("list_gmv", e.ListAmount),
                ("priced_gmv", If(e.MarketAmount is not null, e.Amount)), ("market_gmv", e.MarketAmount ?? -1),
                ("distributed_orders", If(Channel(e) == "distribution")), ("distributed_gmv", If(Channel(e) == "distribution", e.Amount)),
                ("commission_bp", If(Channel(e) == "distribution", e.CommissionBp)),
                ("self_gmv", If(Channel(e) == "self", e.Amount)), ("shelf_gmv", If(Channel(e) == "shelf", e.Amount)), ("repeat_orders", If(repeat)),
            ],
            EventType.Refund =>
            [
                ("refunds", 1), ("refund_amount", e.Amount), ("quality_refunds", If(e.RefundReason == RefundReason.Quality)),
                ("mismatch_refunds", If(e.RefundReason == RefundReason.NotAsDescribed)),
            ],
            EventType.Review => [("reviews", 1), ("stars", e.Stars), ("bad_reviews", If(e.Stars <= 2)), ("poor_reviews", If(e.Stars <= 3))],
            EventType.OrderShipped => [("shipments", 1), ("late_shipments", If(e.Ts > e.PromisedBy))],
            EventType.Complaint => [("complaints", 1)],
            EventType.DisputeClosed => [("disputes", 1)],
            EventType.Follow => [("follows", 1)],
            EventType.Watch => [("views", e.Count), ("watch_ms", e.WatchMs)],
            EventType.Report => [("reports", 1)],
            EventType.Violation => [("penalty_points", e.Points), ("severe_violations", If(e.Severe))],
            EventType.LiveStarted => [("lives", 1)],
            EventType.LiveEnded => [("live_ms", e.DurationMs)],
            _ => [],
        };
    }

    public static string Escaped(string name) => name.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
}
