using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// How the merge is saved at a cut, in segments, and goes on from one. At the end of an input it saves itself when it would wait for a lane that says no more,
/// and with it everything that other lanes have said beyond.
/// </summary>
internal sealed partial class Merge
{
    private readonly Queue<Partial>[] _restored;
    private SnapshotWriter? _recording;
    private long _segments;

    /// <summary>Writes the merge's next segment as it stands; partials that it could not take may follow, each after a flag, and a flag that there are no more.</summary>
    private SnapshotWriter Save(bool partialsFollow = false)
    {
        var to = new SnapshotWriter();
        SegmentFormat.Begin(to);
        var turn = (int)(_segments++ % SegmentMarks.Cycle);
        to.Unsigned((ulong)_segments);
        SaveTick(to, LastTick);
        to.Unsigned((ulong)_done.Length);
        foreach (var tick in _done) SaveTick(to, tick);
        State.Save(to, turn);
        _campaigns.Save(to);
        if (!partialsFollow) to.Flag(false);
        return to;
    }

    /// <summary>Puts the merge where it was when the last of its segments was saved. Only for a new merge.</summary>
    /// <exception cref="InvalidDataException">The segments are none of a merge of as many lanes.</exception>
    public void Load(IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            var from = new SnapshotReader(segments[i]);
            var slices = LoadSegment(from);
            if (i < segments.Count - 1) continue;
            State.Loaded();
            while (from.Flag())
            {
                var partial = _pool.Rent();
                partial.Load(from, slices);
                _restored[partial.Partition].Enqueue(partial);
            }
            if (!from.AtEnd) throw new InvalidDataException("a segment has more in it than a merge");
        }
    }

    private ushort[] LoadSegment(SnapshotReader from)
    {
        SegmentFormat.Check(from);
        _segments = (long)from.Unsigned();
        LastTick = LoadTick(from);
        if (from.Count() != _done.Length) throw new InvalidDataException("the merge had another number of partitions");
        for (var lane = 0; lane < _done.Length; lane++) _done[lane] = LoadTick(from);
        State.Load(from);
        return _campaigns.LoadSlices(from);
    }

    /// <summary>Whether a lane says no more but for the end of its input: a lane that went on would be waited for.</summary>
    private bool WouldWait() => Array.Exists(_heads, head => head is null or { EndsInput: true });

    private void BeginEnd(Cut end)
    {
        end.MergeTick = LastTick;
        end.Merge = _recording = Save(partialsFollow: true);
        foreach (var head in _heads)
        {
            if (head is not null) Recorded(head);
        }
    }

    private void FinishEnd()
    {
        _recording?.Flag(false);
        _recording = null;
    }

    private Partial Recorded(Partial partial)
    {
        if (_recording is null || partial.EndsInput) return partial;
        _recording.Flag(true);
        partial.Save(_recording);
        return partial;
    }

    private void Discard()
    {
        for (var lane = 0; lane < _heads.Length; lane++)
        {
            if (_heads[lane] is { } partial) _pool.Return(partial);
            _heads[lane] = null;
        }
    }

    private static void SaveTick(SnapshotWriter to, long? tick)
    {
        to.Flag(tick is not null);
        if (tick is { } value) to.Signed(value);
    }

    private static long? LoadTick(SnapshotReader from) => from.Flag() ? from.Signed() : null;
}
