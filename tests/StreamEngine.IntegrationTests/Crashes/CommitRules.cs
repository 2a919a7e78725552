namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>
/// What must hold of committed offsets at all times: none is beyond the newest checkpoint (I3), and neither they nor checkpoints go back (I4). Offsets are given in
/// the order in which they were read: committed ones first, then those of the newest checkpoint.
/// </summary>
internal sealed class CommitRules(int partitions)
{
    private readonly long[] _committed = new long[partitions];
    private readonly long[] _durable = new long[partitions];

    /// <summary>How often committed offsets have advanced.</summary>
    public int Advances { get; private set; }

    /// <summary>What is wrong with an observation; null when nothing is.</summary>
    /// <param name="committed">By partition; 0 before the first commit.</param>
    /// <param name="durable">The newest checkpoint's; null before the first one.</param>
    public string? Observe(IReadOnlyList<long> committed, IReadOnlyList<long>? durable)
    {
        var advanced = false;
        for (var p = 0; p < partitions; p++)
        {
            var saved = durable?[p] ?? 0;
            if (committed[p] > saved) return $"partition {p}: {committed[p]} is committed, {saved} is durable";
            if (committed[p] < _committed[p]) return $"partition {p}: {committed[p]} is committed after {_committed[p]}";
            if (saved < _durable[p]) return $"partition {p}: {saved} is durable after {_durable[p]}";
            advanced |= committed[p] > _committed[p];
            (_committed[p], _durable[p]) = (committed[p], saved);
        }
        if (advanced) Advances++;
        return null;
    }
}
