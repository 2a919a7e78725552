namespace StreamEngine.Windows;

/// <summary>
/// How the ids are written to a snapshot and read back: by their position in the queue, which never changes, so that a segment holds those added since the
/// last one and in turn a part of the older ones.
/// </summary>
internal sealed partial class Deduplication
{
    private const int BlockBits = 6;

    private const long Nothing = long.MaxValue;

    private long _saved;

    /// <summary>Entries from here on are being saved and stay in the ring although they may have expired; <see cref="Nothing"/> most of the time.</summary>
    private long _pinned = Nothing;

    /// <summary>
    /// Writes how many ids there are; what it returns writes those that the segment of a turn holds, in slices, while ids come and go.
    /// </summary>
    public IEnumerable<Slice> BeginSave(SnapshotWriter to, int turn)
    {
        to.Unsigned((ulong)_head);
        to.Unsigned((ulong)_tail);
        to.Unsigned((ulong)Evicted);
        var added = Math.Max(_saved, _head);
        (_pinned, _saved) = (_head, _tail);
        return SaveRuns(to, turn, _head, added, _tail);
    }

    private IEnumerable<Slice> SaveRuns(SnapshotWriter to, int turn, long head, long added, long tail)
    {
        for (var block = head >> BlockBits; block << BlockBits < added; block++)
        {
            if (!SegmentMarks.IsTurnOf(block, turn)) continue;
            SaveRun(to, Math.Max(block << BlockBits, head), Math.Min((block + 1) << BlockBits, added));
            if (block / SegmentMarks.Cycle % (Slice.Records >> BlockBits) == 0) yield return default;
        }
        for (var start = added; start < tail; start += Slice.Records)
        {
            yield return default;
            SaveRun(to, start, Math.Min(start + Slice.Records, tail));
        }
        to.Unsigned(0);
        _pinned = Nothing;
    }

    /// <summary>Reads how many ids there are. <see cref="LoadRuns"/> reads them over what earlier segments have left.</summary>
    public void Load(SnapshotReader from)
    {
        var (head, tail) = ((long)from.Unsigned(), (long)from.Unsigned());
        if (tail < head) throw new InvalidDataException("the deduplication's queue ends before it begins");
        while (tail - head > _ring.Length) DoubleRing();
        (_head, _tail, Evicted) = (head, tail, (long)from.Unsigned());
    }

    /// <summary>Reads the ids of a segment.</summary>
    public void LoadRuns(SnapshotReader from)
    {
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
