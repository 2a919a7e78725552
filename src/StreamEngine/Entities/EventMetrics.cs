using StreamEngine.Events;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>Which of the entities that an event names take what it adds.</summary>
[Flags]
internal enum Addressees : byte
{
    None = 0,
    Product = 1,
    Merchant = 2,
    Creator = 4,

    /// <summary>Leader, brand, category, scene, channel and platform.</summary>
    Wide = 8,

    All = Product | Merchant | Creator | Wide,
}

/// <summary>What an event adds to which metrics, and to whom: the metrics table of the scoring contract. Pure.</summary>
internal static class EventMetrics
{
    /// <summary>Fills <paramref name="to"/> and says who takes it. <paramref name="repeat"/> is known for paid orders only.</summary>
    public static Addressees Of(in LiveEvent e, bool repeat, ref Contribution to)
    {
        switch (e.Type)
        {
            case EventType.Impression:
                to.Add(Metric.Impressions, e.Count);
                return Addressees.All;
            case EventType.Click:
                to.Add(Metric.Clicks, e.Count);
                if (e.Scene == Scene.Search) to.Add(Metric.SearchClicks, e.Count);
                return Addressees.All;
            case EventType.Cart:
                to.Add(Metric.Carts, e.Count);
                return Addressees.All;
            case EventType.OrderCreated:
                to.Add(Metric.Orders, 1);
                return Addressees.All;
            case EventType.OrderPaid:
                OrderPaid(in e, repeat, ref to);
                return Addressees.All;
            case EventType.OrderShipped:
                to.Add(Metric.Shipments, 1);
                if (e.HasPromisedBy && e.Ts > e.PromisedBy) to.Add(Metric.LateShipments, 1);
                return Addressees.All;
            case EventType.Refund:
                Refund(in e, ref to);
                return Addressees.All;
            case EventType.Review:
                Review(in e, ref to);
                return Addressees.All;
            case EventType.Watch:
                to.Add(Metric.Views, e.Count);
                to.Add(Metric.WatchMs, e.WatchMs);
                return Addressees.All;
            case EventType.LiveStarted:
                to.Add(Metric.Lives, 1);
                return Addressees.All;
            case EventType.LiveEnded:
                to.Add(Metric.LiveMs, e.DurationMs);
                return Addressees.All;
            default:
                return Aimed(in e, ref to);
        }
    }

    /// <summary>Events that are aimed at somebody.</summary>
    private static Addressees Aimed(in LiveEvent e, ref Contribution to)
    {
        switch (e.Type)
        {
            case EventType.Complaint:
                to.Add(Metric.Complaints, 1);
                return Addressees.Wide | (e.Party == Party.Creator ? Addressees.Creator : Addressees.Product | Addressees.Merchant);
            case EventType.DisputeClosed:
                if (e.Party is not (Party.Creator or Party.Merchant)) return Addressees.None;
                to.Add(Metric.Disputes, 1);
                return Addressees.Wide | (e.Party == Party.Creator ? Addressees.Creator : Addressees.Product | Addressees.Merchant);
            case EventType.Follow:
                to.Add(Metric.Follows, 1);
                return Addressees.Wide | (e.Party == Party.Creator ? Addressees.Creator : Addressees.Merchant);
            case EventType.Report:
                to.Add(Metric.Reports, 1);
                return Addressees.Wide | (e.Creator.IsEmpty ? Addressees.Merchant : Addressees.Creator);
            case EventType.Violation:
                to.Add(Metric.PenaltyPoints, e.Points);
                if (e.Severe) to.Add(Metric.SevereViolations, 1);
                return Addressees.Wide | TargetOf(e.Party);
            default:
                return Addressees.None;
        }
    }

    private static Addressees TargetOf(Party party) => party switch
    {
        Party.Product => Addressees.Product,
        Party.Merchant => Addressees.Merchant,
        _ => Addressees.Creator,
    };

    private static void OrderPaid(in LiveEvent e, bool repeat, ref Contribution to)
    {
        to.Add(Metric.PaidOrders, 1);
        to.Add(Metric.Units, e.Quantity);
        to.Add(Metric.Gmv, e.Amount);
        to.Add(Metric.ListGmv, e.ListAmount);
        if (e.HasMarketAmount)
        {
            to.Add(Metric.PricedGmv, e.Amount);
            to.Add(Metric.MarketGmv, e.MarketAmount);
        }
        switch (e.Channel)
        {
            case Channel.Distribution:
                to.Add(Metric.DistributedOrders, 1);
                to.Add(Metric.DistributedGmv, e.Amount);
                to.Add(Metric.CommissionBp, e.CommissionBp);
                break;
            case Channel.Self:
                to.Add(Metric.SelfGmv, e.Amount);
                break;
            default:
                to.Add(Metric.ShelfGmv, e.Amount);
                break;
        }
        if (repeat) to.Add(Metric.RepeatOrders, 1);
    }

    private static void Refund(in LiveEvent e, ref Contribution to)
    {
        to.Add(Metric.Refunds, 1);
        to.Add(Metric.RefundAmount, e.Amount);
        if (e.RefundReason == RefundReason.Quality) to.Add(Metric.QualityRefunds, 1);
        if (e.RefundReason == RefundReason.NotAsDescribed) to.Add(Metric.MismatchRefunds, 1);
    }

    private static void Review(in LiveEvent e, ref Contribution to)
    {
        to.Add(Metric.Reviews, 1);
        to.Add(Metric.Stars, e.Stars);
        if (e.Stars <= 2) to.Add(Metric.BadReviews, 1);
        if (e.Stars <= 3) to.Add(Metric.PoorReviews, 1);
    }
}
