using StreamEngine.Entities;

namespace StreamEngine.Commerce;

/// <summary>Figures of a field, a scene or the platform over a span (全域经营, 5S).</summary>
/// <param name="Traffic">Impressions and views of live rooms.</param>
/// <param name="Gmv">Amount of paid orders, fen.</param>
/// <param name="PaidOrders">Orders paid.</param>
/// <param name="GmvShare">Its gmv by the platform's; null when the platform had none.</param>
/// <param name="PriceIndex">Paid amount by market price where that is known; below 1: cheaper than elsewhere; null when it is known of no order.</param>
/// <param name="WatchMsPerView">Content index: time watched by views, ms; null without views.</param>
/// <param name="ReportsPerView">Content index: reports by views; null without views.</param>
public sealed record FieldFigures(long Traffic, long Gmv, long PaidOrders, double? GmvShare, double? PriceIndex, double? WatchMsPerView, double? ReportsPerView);

/// <summary>A figure over the complete days before a day and over as many before those.</summary>
/// <param name="Now">The sum over the days before the day.</param>
/// <param name="Before">The sum over the days before those.</param>
public readonly record struct FieldGrowth(long Now, long Before)
{
    /// <summary><see cref="Now"/> / <see cref="Before"/> - 1; null when there was nothing before.</summary>
    public double? Growth => Before == 0 ? null : (double)Now / Before - 1;
}

/// <summary>How a field, a scene or the platform grew.</summary>
/// <param name="Days">Length of both spans: 1, 7 or 14 days.</param>
/// <param name="Traffic">Impressions and views.</param>
/// <param name="Gmv">Amount of paid orders, fen.</param>
/// <param name="PaidOrders">Orders paid.</param>
public sealed record FieldGrowths(int Days, FieldGrowth Traffic, FieldGrowth Gmv, FieldGrowth PaidOrders);

/// <summary>A field, a scene or the platform as of a tick.</summary>
/// <param name="Kind">Channel, scene or platform.</param>
/// <param name="Id">Which.</param>
/// <param name="Day">Over the day window: the last 24 hours of the clock, the running one included.</param>
/// <param name="Month">Over the month window: the last 30 days, the running one included.</param>
/// <param name="Growth">Over complete days, for each length that the month window holds twice.</param>
public sealed record FieldReport(EntityKind Kind, string Id, FieldFigures Day, FieldFigures Month, IReadOnlyList<FieldGrowths> Growth);
