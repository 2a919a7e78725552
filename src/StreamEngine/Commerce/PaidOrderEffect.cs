namespace StreamEngine.Commerce;

/// <summary>What a paid order means for its (merchant, buyer) pair.</summary>
internal readonly record struct PaidOrderEffect
{
    /// <summary>The buyer had paid at the merchant before, recently enough.</summary>
    public bool Repeat { get; init; }

    /// <summary>A creator had brought the buyer, who now bought in the merchant's own room (川流).</summary>
    public bool Handoff { get; init; }

    /// <summary>That creator, by the lane's number of its name.</summary>
    public int Creator { get; init; }

    /// <summary>When that creator had brought the buyer, ms.</summary>
    public long EdgeTime { get; init; }

    /// <summary>The pair is in the hold-out.</summary>
    public bool HeldOut { get; init; }

    /// <summary>The order is the pair's first in distribution.</summary>
    public bool IsFirst { get; init; }

    /// <summary>The order is in channel self, within the handoff window after the pair's first in distribution.</summary>
    public bool CountsAfterFirst { get; init; }

    /// <summary>The time of the pair's first distribution order, ms, when one of the two above is so.</summary>
    public long First { get; init; }

    /// <summary>What the pair has spent in channel self within the window, before and after the order, fen.</summary>
    public long SelfGmvBefore { get; init; }

    /// <inheritdoc cref="SelfGmvBefore"/>
    public long SelfGmvAfter { get; init; }
}
