namespace StreamEngine.Commerce;

/// <summary>What is remembered of a buyer at a merchant.</summary>
internal struct BuyerPair
{
    /// <summary>Stands for no time.</summary>
    public const long Never = long.MinValue;

    /// <summary>XxHash128 of merchant, 0x1F, buyer.</summary>
    public UInt128 Key;

    /// <summary>The greatest time of its applied paid orders.</summary>
    public long LastPaid;

    /// <summary>The newest time of its paid distribution orders (川流 edge).</summary>
    public long EdgeTime;

    /// <summary>The creator of that order, by the lane's number of its name; -1 for none.</summary>
    public int EdgeCreator;

    /// <summary>Grows with every paid order of the lane: the pair with the smallest was touched least recently.</summary>
    public long Touched;

    /// <summary>One in ten pairs measures the effect: its handoffs are recorded and not rewarded.</summary>
    public bool HeldOut;

    public int Older, Newer;
}
