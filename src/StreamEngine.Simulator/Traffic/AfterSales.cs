using StreamEngine.Events;
using StreamEngine.Simulator.Market;

namespace StreamEngine.Simulator.Traffic;

/// <summary>Parcels, and what buyers do once they have them. Whether an order goes well is drawn from the hidden qualities when it ships.</summary>
internal sealed class AfterSales(Marketplace market, OrderRing paid)
{
    private const long HourMs = 3_600_000;
    private const long EveningMs = 5_000;
    private const int ReviewShare = 550;
    private const int CreatorsFault = 250;

    /// <summary>Delivered orders that somebody will still talk about. The same bound as for paid ones: memory does not follow the load.</summary>
    private readonly OrderRing _delivered = new(TrafficSource.WaitingOrders);

    /// <summary>Ships the order that has waited longest; false when none is due.</summary>
    public bool TryShip(ref Draft draft, long now, bool ownTime, ref SplitMix64 rng)
    {
        if (!paid.IsDue(now, ownTime ? 9 * HourMs : EveningMs)) return false;
        OrderRef order = paid.Oldest;
        paid.Pop();
        ref readonly MerchantTraits merchant = ref market.Merchants[market.Products[order.Product].Merchant];
        Describe(ref draft, EventType.OrderShipped, in order, now);
        draft.PromisedBy = rng.Chance(merchant.LateShipments)
            ? now - 1 - rng.Below(1 + (int)Math.Min(now - order.Since, 20 * HourMs))
            : now + rng.Below((int)(40 * HourMs));
        order.Todo = Outcome(ref order, in merchant, ref rng);
        order.Since = now;
        if (order.Todo != AfterSale.None) _delivered.Push(in order);
        return true;
    }

    /// <summary>The next review, refund, complaint or closed dispute; false when none is due.</summary>
    public bool TryFollowUp(ref Draft draft, long now, bool ownTime, ref SplitMix64 rng)
    {
        if (!_delivered.IsDue(now, ownTime ? 20 * HourMs : EveningMs)) return false;
        OrderRef order = _delivered.Oldest;
        _delivered.Pop();
        var step = (AfterSale)((int)order.Todo & -(int)order.Todo);
        Describe(ref draft, TypeOf(step), in order, now);
        draft.Stars = order.Stars;
        draft.Reason = order.Reason;
        if (step == AfterSale.Refund) draft.Amount = rng.Chance(850) ? order.Amount : order.Amount / 2;
        if (step == AfterSale.Complaint) draft.Party = order.Creator >= 0 && rng.Chance(CreatorsFault) ? Party.Creator : Party.Merchant;
        if (step == AfterSale.Dispute) draft.Party = Liable(order.Creator >= 0, rng.Below(1000));
        order.Todo &= ~step;
        order.Since = now;
        if (order.Todo != AfterSale.None) _delivered.Push(in order);
        return true;
    }

    private AfterSale Outcome(ref OrderRef order, in MerchantTraits merchant, ref SplitMix64 rng)
    {
        ref readonly ProductTraits product = ref market.Products[order.Product];
        AfterSale todo = rng.Chance(ReviewShare) ? AfterSale.Review : AfterSale.None;
        int stars = rng.Below(1000);
        order.Stars = (byte)(stars < product.BadReviews ? 1 + (stars & 1)
            : stars < product.BadReviews * 2 ? 3
            : stars < 750 ? 5 : 4);
        int mismatch = product.MismatchRefunds + (order.Creator >= 0 ? market.Creators[order.Creator].Exaggeration : 0);
        int refund = rng.Below(1000) - product.QualityRefunds;
        if (refund < mismatch + product.OtherRefunds)
        {
            todo |= AfterSale.Refund;
            order.Reason = refund < 0 ? RefundReason.Quality
                : refund < mismatch ? RefundReason.NotAsDescribed
                : (refund % 3) switch { 0 => RefundReason.Late, 1 => RefundReason.Unwanted, _ => RefundReason.Other };
        }
        if (rng.Chance(merchant.Complaints)) todo |= AfterSale.Complaint;
        if (rng.Chance(merchant.Disputes * 2)) todo |= AfterSale.Dispute;
        return todo;
    }

    /// <summary>Half of the disputes are the merchant's fault.</summary>
    private static Party Liable(bool hasCreator, int die) =>
        die < 500 ? Party.Merchant : die < 800 ? Party.Buyer : die < 930 || !hasCreator ? Party.None : Party.Creator;

    private static EventType TypeOf(AfterSale step) => step switch
    {
        AfterSale.Review => EventType.Review,
        AfterSale.Refund => EventType.Refund,
        AfterSale.Complaint => EventType.Complaint,
        _ => EventType.DisputeClosed,
    };

    private void Describe(ref Draft draft, EventType type, in OrderRef order, long now)
    {
        draft = Draft.Of(type, now, market.Products[order.Product].Merchant);
        draft.Product = order.Product;
        draft.Creator = order.Creator;
        draft.Leader = order.Leader;
        draft.Buyer = order.Buyer;
        draft.Order = order.Order;
        draft.Scene = order.Scene;
    }
}
