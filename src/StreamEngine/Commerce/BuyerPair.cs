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

    /// <summary>The time of the first distribution order, in partition order: from it on the effect of handoffs is measured.</summary>
    public long FirstDistribution;

    /// <summary>What it has spent in channel self within the handoff window after <see cref="FirstDistribution"/>, in fen.</summary>
    public long SelfGmv;

    /// <summary>Grows with every paid order of the lane: the pair with the smallest was touched least recently.</summary>
    public long Touched;

    /// <summary>The creator of that order, by the lane's number of its name; -1 for none.</summary>
    public int EdgeCreator;

    /// <summary>Merchant and buyer of a pair that has an edge, by the lane's numbers of their names.</summary>
    public int Merchant, Buyer;

    /// <summary>Its neighbours among the edges of the merchant and hour; see <see cref="BuyerPairs.OpenEdges"/>.</summary>
    public int NextEdge, PreviousEdge;

    public int Older, Newer;

    /// <summary>One in ten pairs measures the effect: its handoffs are recorded and not rewarded.</summary>
    public bool HeldOut;
}
