using StreamEngine.Events;

namespace StreamEngine.Simulator.Traffic;

/// <summary>An event before it has an id and bytes. Indexes into the marketplace are -1 for none; times are in ms.</summary>
internal struct Draft
{
    public EventType Type;
    public Scene Scene;
    public Party Party;
    public RefundReason Reason;
    public bool Severe;
    public byte Stars;
    public short Points;
    public short CommissionBp;
    public int Merchant;
    public int Product;
    public int Creator;
    public int Leader;
    public int Buyer;

    /// <summary>Whether the event names the live room of its creator, or of its merchant when it has none.</summary>
    public bool InRoom;

    /// <summary>Number of an event that somebody will decide about, and of the decision that is about it; 0 for none.</summary>
    public int Mark;

    /// <summary>A decision's: the order that it reverses had counted as a repeat purchase.</summary>
    public bool Repeat;

    /// <summary>Number of the viewer's session, 0 for none.</summary>
    public uint Session;

    public int Count;
    public int Quantity;
    public long Ts;
    public long Order;
    public long Amount;
    public long ListAmount;
    public long MarketAmount;
    public long PromisedBy;
    public long WatchMs;
    public long DurationMs;

    public static Draft Of(EventType type, long ts, int merchant) => new()
    {
        Type = type,
        Ts = ts,
        Merchant = merchant,
        Product = -1,
        Creator = -1,
        Leader = -1,
        Buyer = -1,
    };
}
