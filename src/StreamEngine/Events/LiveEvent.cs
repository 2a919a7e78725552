using System.Runtime.CompilerServices;

namespace StreamEngine.Events;

/// <summary>
/// One decoded event. Ids are UTF-8 after unescaping and point into the record or into the decoder's scratch memory:
/// they are valid until the decoder's next call. An absent id is empty (an id is never empty when present).
/// Fields of other types than <see cref="Type"/> hold their zero.
/// </summary>
public ref struct LiveEvent
{
    /// <summary>The type; decides which of the own fields below mean something.</summary>
    public EventType Type;

    /// <summary>Where it happened; <see cref="Scene.None"/> when the event does not say.</summary>
    public Scene Scene;

    /// <summary>
    /// Target of a complaint, follow or violation; liable party of a dispute; what a decision that freezes or releases a tier is about.
    /// Defaults are applied.
    /// </summary>
    public Party Party;

    /// <summary>Reason of a refund.</summary>
    public RefundReason RefundReason;

    /// <summary>What a manual decision does.</summary>
    public DecisionAction Action;

    /// <summary>A severe violation.</summary>
    public bool Severe;

    /// <summary>The order_paid event carries <see cref="MarketAmount"/>.</summary>
    public bool HasMarketAmount;

    /// <summary>The order_shipped event carries <see cref="PromisedBy"/>.</summary>
    public bool HasPromisedBy;

    /// <summary>When it happened by the clock of whoever saw it, ms since the Unix epoch.</summary>
    public long Ts;

    /// <summary>When the platform took it, ms since the Unix epoch; resolved as the contract says when the event does not say.</summary>
    public long Received;

    /// <summary>Unique id of the event.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>The seller.</summary>
    public ReadOnlySpan<byte> Merchant;

    /// <summary>The item, as its merchant names it.</summary>
    public ReadOnlySpan<byte> Product;

    /// <summary>The creator (达人) whose content or link brought the event.</summary>
    public ReadOnlySpan<byte> Creator;

    /// <summary>The matchmaker (团长) of the distribution plan.</summary>
    public ReadOnlySpan<byte> Leader;

    /// <summary>Viewer or buyer.</summary>
    public ReadOnlySpan<byte> Buyer;

    /// <summary>The order.</summary>
    public ReadOnlySpan<byte> Order;

    /// <summary>The live room.</summary>
    public ReadOnlySpan<byte> Room;

    /// <summary>Category of the product.</summary>
    public ReadOnlySpan<byte> Category;

    /// <summary>Brand of the product.</summary>
    public ReadOnlySpan<byte> Brand;

    /// <summary>Impressions, clicks, carts or viewers that the event stands for; 1..1,000,000.</summary>
    public long Count;

    /// <summary>Money in fen; 0..10^12.</summary>
    public long Amount;

    /// <summary>Units ordered; 1..10^6.</summary>
    public long Quantity;

    /// <summary>List price of the goods in fen; <see cref="Amount"/> when the event does not say.</summary>
    public long ListAmount;

    /// <summary>Price of the same goods elsewhere, in fen; see <see cref="HasMarketAmount"/>.</summary>
    public long MarketAmount;

    /// <summary>Commission rate in basis points; 0..10,000.</summary>
    public long CommissionBp;

    /// <summary>Promised time of shipment, ms since the Unix epoch; see <see cref="HasPromisedBy"/>.</summary>
    public long PromisedBy;

    /// <summary>Stars of a review; 1..5.</summary>
    public long Stars;

    /// <summary>Time watched, ms, summed over <see cref="Count"/> viewers.</summary>
    public long WatchMs;

    /// <summary>Duration of a live room, ms.</summary>
    public long DurationMs;

    /// <summary>Penalty points of a violation; 0..1,000.</summary>
    public long Points;

    /// <summary>Who made a decision: text of at most 500 bytes, may be empty.</summary>
    public ReadOnlySpan<byte> By;

    /// <summary>Why a decision was made: text of at most 500 bytes, may be empty.</summary>
    public ReadOnlySpan<byte> Why;

    /// <summary>The event that a decision reverses or reinstates, as the JSON object that stands in the record, not checked; empty for other decisions.</summary>
    public ReadOnlySpan<byte> Event;

    /// <summary>The order that a decision reverses had counted as a repeat purchase.</summary>
    public bool Repeat;

    /// <summary>The creator that the order which a decision reverses had been credited to (川流); empty for none.</summary>
    public ReadOnlySpan<byte> HandoffCreator;

    /// <summary>Where numbers go that no field of the contract holds; nothing reads it.</summary>
    internal long Ignored;

    /// <summary>
    /// Sets everything to its zero. The same as <c>= default</c>, which the compiler would do eight bytes at a time because of the spans: five to ten times
    /// as slow, and this is done for every event. An event never lies on the heap, so that wider stores are as safe.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Clear(out LiveEvent e)
    {
        Unsafe.SkipInit(out e);
        Unsafe.InitBlockUnaligned(ref Unsafe.As<LiveEvent, byte>(ref e), 0, (uint)Unsafe.SizeOf<LiveEvent>());
    }

    /// <summary>The time of the event: the earlier of <see cref="Ts"/> and <see cref="Received"/>, so that a fast clock moves nobody's windows.</summary>
    public readonly long Time => Math.Min(Ts, Received);

    /// <summary>The field of business that the event belongs to.</summary>
    public readonly Channel Channel =>
        !Creator.IsEmpty ? Channel.Distribution
        : Scene is Scene.Live or Scene.Video ? Channel.Self
        : Channel.Shelf;

    /// <summary>Events that are counted once per id.</summary>
    public readonly bool IsMoney => Type is >= EventType.OrderCreated and <= EventType.DisputeClosed;
}
