using StreamEngine.Checkpoints;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// The chains of segments that the parts of an engine are restored from, and the cuts whose segments are not in them yet: a cut that was refused has segments of
/// some parts all the same, which go before those of the next one. Owned by one task.
/// </summary>
internal sealed class SegmentChains
{
    private readonly CheckpointStore _store;
    private readonly long _token;
    private readonly List<CheckpointFile>[] _lanes;
    private readonly List<CheckpointFile> _merge;
    private readonly List<(Cut Cut, long Generation)> _cuts = [];

    /// <param name="store">Where segments are written.</param>
    /// <param name="token">The writer's fencing token.</param>
    /// <param name="partitions">How many lanes there are.</param>
    /// <param name="from">The checkpoint that the chains go on from; null: they are empty.</param>
    public SegmentChains(CheckpointStore store, long token, int partitions, CheckpointManifest? from)
    {
        (_store, _token) = (store, token);
        var parts = from?.Parts.ToDictionary(p => p.Name, p => p.Files) ?? [];
        List<CheckpointFile> Chain(string part) => [.. parts.GetValueOrDefault(part) ?? []];
        _lanes = [.. Enumerable.Range(0, partitions).Select(p => Chain(Recovery.PartOf(p)))];
        _merge = Chain(Recovery.MergePart);
    }

    /// <summary>Number of the last cut.</summary>
    public long Generation { get; private set; }

    /// <summary>Bytes that were written last.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Notes a cut that has begun.</summary>
    public void Add(Cut cut) => _cuts.Add((cut, ++Generation));

    /// <summary>Writes the segments of all cuts so far, of which the last is complete, and the rows that wait; returns the parts that this makes.</summary>
    /// <exception cref="CheckpointFault">The store cannot be written.</exception>
    public IReadOnlyList<CheckpointPart> Write(IReadOnlyList<long> offsets, ReadOnlyMemory<byte> waitingRows)
    {
        BytesWritten = 0;
        foreach (var (cut, generation) in _cuts)
        {
            for (var p = 0; p < _lanes.Length; p++) Write(_lanes[p], Recovery.PartOf(p), generation, cut.Lane(p));
            Write(_merge, Recovery.MergePart, generation, cut.Merge);
        }
        _cuts.Clear();
        var rows = waitingRows.IsEmpty ? [] : new[] { _store.Write(Recovery.RowsPart, _token, Generation, [waitingRows]) };
        BytesWritten += waitingRows.Length;
        return
        [
            .. _lanes.Select((chain, p) => new CheckpointPart(Recovery.PartOf(p), offsets[p], [.. chain])),
            new CheckpointPart(Recovery.MergePart, -1, [.. _merge]),
            new CheckpointPart(Recovery.RowsPart, -1, rows),
        ];
    }

    private void Write(List<CheckpointFile> chain, string part, long generation, SnapshotWriter? segment)
    {
        if (segment is null) return;
        using (segment) chain.Add(_store.Write(part, _token, generation, segment.Content));
        BytesWritten += chain[^1].Length;
        CrashPoint.Reach(CrashPoint.BetweenSegments);
        if (chain.Count > SegmentMarks.Cycle) chain.RemoveRange(0, chain.Count - SegmentMarks.Cycle);
    }
}
