using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>What leaderboards are made by. The name in outputs is <see cref="CampaignFigures.Names"/>.</summary>
public enum CampaignFigure : byte
{
    /// <summary>Amount of paid orders, fen.</summary>
    Gmv,
    /// <summary>The same less the amount refunded; may be negative.</summary>
    NetGmv,
    /// <summary>Units of paid orders, not reduced by refunds.</summary>
    Units,
    /// <summary>Orders paid.</summary>
    Orders,
}

/// <summary>The figures of an entity within a campaign.</summary>
/// <param name="Gmv">Amount of paid orders, fen.</param>
/// <param name="RefundAmount">Amount refunded, fen.</param>
/// <param name="Units">Units of paid orders.</param>
/// <param name="Orders">Orders paid.</param>
/// <param name="Refunds">Refunds, those of earlier orders too.</param>
public readonly record struct CampaignFigures(long Gmv, long RefundAmount, long Units, long Orders, long Refunds)
{
    /// <summary>Names in outputs, by number.</summary>
    public static readonly IReadOnlyList<string> Names = ["gmv", "net_gmv", "units", "orders"];

    /// <summary>The metrics that campaigns add up.</summary>
    internal static readonly ulong Mask =
        Metrics.Bit(Metric.Gmv) | Metrics.Bit(Metric.RefundAmount) | Metrics.Bit(Metric.Units) | Metrics.Bit(Metric.PaidOrders) | Metrics.Bit(Metric.Refunds);

    /// <summary><see cref="Gmv"/> less <see cref="RefundAmount"/>, fen; at the ends of a 64-bit integer it stays there.</summary>
    public long NetGmv => RefundAmount == long.MinValue ? long.MaxValue : Saturating.Add(Gmv, -RefundAmount);

    /// <summary>One of those that leaderboards are made by.</summary>
    public long this[CampaignFigure figure] => figure switch
    {
        CampaignFigure.Gmv => Gmv,
        CampaignFigure.NetGmv => NetGmv,
        CampaignFigure.Units => Units,
        _ => Orders,
    };

    /// <summary>These and what a tick adds, values being indexed by metric.</summary>
    internal CampaignFigures Plus(ulong mask, ReadOnlySpan<long> values, ref long cut) => new(
        Add(Gmv, Metric.Gmv, mask, values, ref cut), Add(RefundAmount, Metric.RefundAmount, mask, values, ref cut), Add(Units, Metric.Units, mask, values, ref cut),
        Add(Orders, Metric.PaidOrders, mask, values, ref cut), Add(Refunds, Metric.Refunds, mask, values, ref cut));

    private static long Add(long sum, Metric metric, ulong mask, ReadOnlySpan<long> values, ref long cut) =>
        (mask & Metrics.Bit(metric)) == 0 ? sum : Saturating.Add(sum, values[(int)metric], ref cut);
}
