using System.Text;
using StreamEngine.Commerce.Decisions;
using StreamEngine.Entities;
using StreamEngine.Events;

namespace StreamEngine.Pipeline;

/// <summary>What manual decisions do to a lane's state: they take back what an event added, or add it again, and freeze or release tiers.</summary>
internal sealed partial class LaneState
{
    /// <summary>The decisions.</summary>
    public DecisionLedger Ledger { get; }

    /// <summary>Notes a decision whose checks are settled, after it has been applied as an event; freezes or releases the tier that it names.</summary>
    /// <param name="e">The decision.</param>
    /// <param name="original">The event that it is about; empty when it is about a tier.</param>
    /// <param name="id">Hash of its id.</param>
    /// <param name="tick">The tick from which it shows.</param>
    /// <param name="eventTime">Event time of the partition, the decision included.</param>
    public void Decide(in LiveEvent e, in LiveEvent original, UInt128 id, long tick, long eventTime)
    {
        var decision = Recorded(in e, in original, tick);
        Ledger.Add(id, decision, eventTime);
        if (decision.Tier is not { } tier) return;
        var board = tier.Kind == EntityKind.Product ? _productBoard : _merchantBoard;
        var entity = NumberOf(tier.Kind, in e);
        // Kept out by the limit, and counted as such.
        if (entity < 0) return;
        board.Freeze(entity, e.Action == DecisionAction.FreezeTier);
        if (e.Action == DecisionAction.FreezeTier) Ledger.Freeze(tier.Kind, entity, decision);
        else Ledger.Release(tier.Kind, entity);
    }

    /// <summary>
    /// Adds what the original of a decision had added once more, negative when it is reversed: to everybody whom it had reached, at its own time. Distinct
    /// counts, buyers' pairs and what the product is described as stay.
    /// </summary>
    public void TakeBack(in LiveEvent decision, in LiveEvent original, in EventPlace place)
    {
        var takesBack = decision.Action == DecisionAction.Reverse;
        var isBuyersOrder = original.Type == EventType.OrderPaid && !original.Buyer.IsEmpty;
        var merchant = FindOrAdmit(_merchants, IdTable.NoParent, original.Merchant, out _);
        var product = merchant >= 0 && !original.Product.IsEmpty ? FindOrAdmit(_products, merchant, original.Product, out _) : -1;
        var creator = Intern(_names.Creators, original.Creator);

        var merchantRow = merchant < 0 ? -1 : Row(_merchantDeltas, merchant, in place);
        var productRow = product < 0 ? -1 : Row(_productDeltas, product, in place);
        var creatorRow = creator < 0 ? -1 : Row(_names.Of(EntityKind.Creator), creator, in place);

        Contribution.Begin(out var contribution);
        var to = EventMetrics.Of(in original, isBuyersOrder && decision.Repeat, ref contribution);
        if (takesBack) contribution.Negate();
        Give(to, merchantRow, productRow, creatorRow, in contribution);
        if ((to & Addressees.Wide) == 0) Contribution.Begin(out contribution);
        var rows = AddWide(in original, Intern(_names.Categories, original.Category), Intern(_names.Brands, original.Brand), in place, in contribution);
        if (original.Type == EventType.OrderPaid) SoldOf(creatorRow, rows.Category, takesBack ? -original.Amount : original.Amount);
        if (!isBuyersOrder || decision.HandoffCreator.IsEmpty) return;
        Credit(_names.Creators.Intern(decision.HandoffCreator), merchantRow, original.Amount, in place, takesBack);
    }

    /// <summary>The decision that keeps a tier frozen; null when none does.</summary>
    public ManualDecision? FrozenBy(EntityKind kind, ReadOnlySpan<byte> id)
    {
        if (kind == EntityKind.Merchant) return Ledger.FrozenBy(kind, Find(_merchants, IdTable.NoParent, id));
        if (!ProductId.TryParse(id, out var merchantName, out var product)) return null;
        var merchant = Find(_merchants, IdTable.NoParent, merchantName);
        return merchant < 0 ? null : Ledger.FrozenBy(kind, Find(_products, merchant, product));
    }

    private int NumberOf(EntityKind kind, in LiveEvent e)
    {
        var merchant = Find(_merchants, IdTable.NoParent, e.Merchant);
        return kind == EntityKind.Merchant || merchant < 0 ? merchant : Find(_products, merchant, e.Product);
    }

    private static ManualDecision Recorded(in LiveEvent e, in LiveEvent original, long tick)
    {
        var isAboutAnEvent = original.Type != EventType.Unknown;
        var merchant = Text(e.Merchant);
        return new ManualDecision
        {
            Id = Text(e.Id),
            Time = e.Time,
            Tick = tick,
            Merchant = merchant,
            Action = e.Action,
            By = Text(e.By),
            Why = Text(e.Why),
            Tier = isAboutAnEvent ? null : e.Party == Party.Product ? (EntityKind.Product, ProductOf(in e)) : (EntityKind.Merchant, merchant),
            Event = isAboutAnEvent
                ? new ReversedEvent(Text(original.Id), original.Type, original.Time, ProductOf(in original), Text(original.Creator), e.Repeat, Text(e.HandoffCreator))
                : null,
        };
    }

    private static string ProductOf(in LiveEvent e)
    {
        if (e.Product.IsEmpty) return "";
        Span<byte> scratch = stackalloc byte[NamePool.MaximumLength];
        return Text(ProductId.Compose(e.Merchant, e.Product, scratch));
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
