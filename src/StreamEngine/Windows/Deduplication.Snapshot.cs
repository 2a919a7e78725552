namespace StreamEngine.Windows;

/// <summary>
/// How the ids are written to a snapshot and read back: by their position in the queue, which never changes, so that a segment holds those added since the
/// last one and in turn a part of the older ones.
/// </summary>
internal sealed partial class Deduplication
{
    private const int BlockBits = 6;

    private long _saved;

    /// <summary>Writes the ids that the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn)
    {
        to.Unsigned((ulong)_head);
        to.Unsigned((ulong)_tail);
        to.Unsigned((ulong)Evicted);
        var added = Math.Max(_saved, _head);
        for (var block = _head >> BlockBits; block << BlockBits < added; block++)
        {
            if (SegmentMarks.IsTurnOf(block, turn)) SaveRun(to, Math.Max(block << BlockBits, _head), Math.Min((block + 1) << BlockBits, added));
        }
        SaveRun(to, added, _tail);
        to.Unsigned(0);
        _saved = _tail;
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        var (head, tail) = ((long)from.Unsigned(), (long)from.Unsigned());
        if (tail < head) throw new InvalidDataException("the deduplication's queue ends before it begins");
        while (tail - head > _ring.Length) DoubleRing();
        (_head, _tail, Evicted) = (head, tail, (long)from.Unsigned());
        while (from.Count() is var count and > 0) LoadRun(from, count);
    }

    /// <summary>Makes the index once all segments are read.</summary>
    public void Loaded()
    {
        Reindex();
        _saved = _tail;
    }

    private void SaveRun(SnapshotWriter to, long from, long end)
    {
        if (from >= end) return;
        to.Unsigned((ulong)(end - from));
        to.Unsigned((ulong)from);
        for (var position = from; position < end; position++)
        {
            ref var entry = ref At(position);
            to.Hash(entry.Hash);
            to.Signed(entry.Time);
        }
    }

    private void LoadRun(SnapshotReader from, int count)
    {
        var start = (long)from.Unsigned();
        if (start < _head || start + count > _tail) throw new InvalidDataException("an id lies outside of the deduplication's queue");
        for (var position = start; position < start + count; position++) At(position) = new Entry { Hash = from.Hash128(), Time = from.Signed() };
    }
}
