namespace StreamEngine.Pipeline;

/// <summary>Where a partition goes on.</summary>
/// <param name="NextOffset">The first record to read.</param>
/// <param name="Segments">The segments of its lane's state, oldest first; none: the lane is empty.</param>
public sealed record PartitionStart(long NextOffset, IReadOnlyList<ReadOnlyMemory<byte>> Segments);

/// <summary>A saved state to go on from.</summary>
public sealed record EngineStart
{
    /// <summary>The epoch of what is put out from now on.</summary>
    public required int Epoch { get; init; }

    /// <summary>The partitions, in their order.</summary>
    public required IReadOnlyList<PartitionStart> Partitions { get; init; }

    /// <summary>The segments of the merge's state, oldest first; none: the merge is empty.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Merge { get; init; }

    /// <summary>Rows that waited for the sink, as it wrote them; empty: none.</summary>
    public ReadOnlyMemory<byte> WaitingRows { get; init; }

    /// <summary>Whether the epoch begins here because scorecards have changed: then every entity is evaluated at the first tick.</summary>
    public bool ScorecardsChanged { get; init; }
}
