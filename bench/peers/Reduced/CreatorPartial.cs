namespace StreamEngine.Peers.Reduced;

/// <summary>What a tick of one lane adds to creators, who live on every partition.</summary>
internal sealed class CreatorPartial
{
    /// <summary>The tick that closed, ms.</summary>
    public required long Tick { get; init; }

    /// <summary>The minute that the rows add to.</summary>
    public required long Minute { get; init; }

    /// <summary>The lane's numbers of the creators.</summary>
    public required int[] Creators { get; init; }

    public required ulong[] Masks { get; init; }

    /// <summary>Five sums a creator.</summary>
    public required long[] Values { get; init; }

    /// <summary>Additions to earlier minutes.</summary>
    public required (int Creator, long Minute, int Sum, long Value)[] Late { get; init; }

    /// <summary>Names of the creators that the lane met for the first time, in the order of their numbers.</summary>
    public required byte[][] NewNames { get; init; }
}
