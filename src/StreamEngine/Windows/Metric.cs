using StreamEngine.Events;

namespace StreamEngine.Windows;

/// <summary>
/// The additive 64-bit sums that are kept per entity and bucket, in the order in which outputs list them.
/// Money is in fen, rates in basis points, durations in milliseconds. The name in outputs is the member's in snake_case.
/// </summary>
public enum Metric : byte
{
#pragma warning disable CS1591 // the names say it; docs/scoring.md lists what adds to each
    Impressions, Clicks, SearchClicks, Carts, Orders, PaidOrders, Units, Gmv, ListGmv, PricedGmv, MarketGmv,
    DistributedOrders, DistributedGmv, CommissionBp, SelfGmv, ShelfGmv, RepeatOrders, Refunds, RefundAmount,
    QualityRefunds, MismatchRefunds, Reviews, Stars, BadReviews, PoorReviews, Shipments, LateShipments,
    Complaints, Disputes, Follows, Views, WatchMs, Reports, PenaltyPoints, SevereViolations,
    HandoffOrders, HandoffGmv, Lives, LiveMs,
#pragma warning restore CS1591
}

/// <summary>Facts about <see cref="Metric"/>: count, names, sets as bit masks.</summary>
public static class Metrics
{
    /// <summary>How many metrics there are.</summary>
    public const int Count = (int)Metric.LiveMs + 1;

    /// <summary>The name of each metric in outputs, by its number.</summary>
    public static readonly IReadOnlyList<string> Names =
        [.. Enum.GetNames<Metric>().Select(SnakeCase.Of)];

    /// <summary>The metrics that the hour window keeps, minute by minute.</summary>
    public static readonly ulong HourMask =
        Bit(Metric.Impressions) | Bit(Metric.Clicks) | Bit(Metric.Orders) | Bit(Metric.PaidOrders)
        | Bit(Metric.Units) | Bit(Metric.Gmv) | Bit(Metric.RefundAmount);

    /// <summary>The set that holds one metric.</summary>
    public static ulong Bit(Metric metric) => 1UL << (int)metric;

    /// <summary>The metric of a name in outputs.</summary>
    public static bool TryParse(string name, out Metric metric)
    {
        for (var i = 0; i < Count; i++)
        {
            if (Names[i] == name)
            {
                metric = (Metric)i;
                return true;
            }
        }
        metric = default;
        return false;
    }
}
