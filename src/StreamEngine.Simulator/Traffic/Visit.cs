using StreamEngine.Events;

namespace StreamEngine.Simulator.Traffic;

/// <summary>Where a visit stands: the step that it takes next.</summary>
internal enum VisitStage : byte
{
    Arrive,
    Click,
    Cart,
    Order,
    Pay,
}

/// <summary>Someone before a product, in a room, a video, a search: who, what, through whom.</summary>
internal struct Visit
{
    public VisitStage Next;
    public Scene Scene;
    public byte Quantity;
    public int Product;
    public int Creator;
    public int Leader;
    public int Buyer;

    /// <summary>Number of the viewer's session; the contract ignores it, as it does much of what platforms send.</summary>
    public uint Session;
    public long Order;
    public long Amount;
}
