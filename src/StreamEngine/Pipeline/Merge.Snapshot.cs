using System.Diagnostics;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// How the merge is saved at a cut, in segments, and goes on from one. At the end of an input it saves itself when it would wait for a lane that says no more,
/// and with it everything that other lanes have said beyond. In a hurried cut it works on nothing until every lane is saved, so that it is ahead of none of them,
/// and what they had closed by then and it has not taken is saved with it.
/// </summary>
internal sealed partial class Merge
{
    private SnapshotWriter? _recording;
    private bool _isAtEnd;
    private long _segments;

    /// <summary>Writes the merge's next segment as it stands; partials that it could not take are to follow, each after a flag, and a flag that there are no more.</summary>
    private SnapshotWriter Save()
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
                _lanes[partial.Partition].Restore(partial);
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

    /// <summary>Saves the merge for the cut under way when it is due before a tick; null: while waiting for one.</summary>
    private async ValueTask TakeCutAsync(long? tick, CancellationToken stop)
    {
        if (_isAtEnd || _cuts.Pending is not { Merge: null } cut) return;
        // In this order: lanes that were saved in a hurry were saved after it was seen.
        var hasLanes = cut.HasLanes;
        if (cut.IsHurried)
        {
            while (IsUnderWay(cut) && !HasSaidAll(cut))
            {
                // Just now, by a lane that has ended: it will wake nobody.
                if (cut.IsRefused) return;
                await Nudge.WaitAsync(null, stop);
            }
            if (!IsUnderWay(cut)) return;
        }
        // Every lane has said something later, so all have saved themselves, or one has refused or is about to.
        else if (!hasLanes || !(tick > cut.Tick)) return;
        var start = Stopwatch.GetTimestamp();
        cut.MergeTick = LastTick;
        lock (Gate) cut.Merge = SaveWithUntaken(cut);
        cut.NotePause(Stopwatch.GetElapsedTime(start));
        await _outputs!.WriteAsync(new TickOutput { Tick = LastTick ?? cut.Tick, Cut = cut }, stop);
    }

    private bool IsUnderWay(Cut cut) => _cuts.Pending == cut && !cut.IsRefused;

    /// <summary>Whether every lane is saved and everything that it had closed by then is here. Refuses the cut when a lane has ended without.</summary>
    private bool HasSaidAll(Cut cut)
    {
        var hasAll = cut.HasLanes;
        for (var lane = 0; lane < _lanes.Count; lane++)
        {
            var ended = _lanes[lane].HasEnded;
            _lanes[lane].Gather();
            var isHere = !cut.Wants(lane) && (cut.LastTick(lane) is not { } closed || closed <= _done[lane] || closed <= _heads[lane]?.Tick || closed <= _lanes[lane].Gathered);
            if (ended && !isHere) cut.Refuse();
            hasAll &= isHere;
        }
        return hasAll;
    }

    private SnapshotWriter SaveWithUntaken(Cut cut)
    {
        var to = Save();
        for (var lane = 0; lane < _lanes.Count; lane++)
        {
            var untaken = _heads[lane] is { } head ? _lanes[lane].Kept.Prepend(head) : _lanes[lane].Kept;
            foreach (var partial in untaken.Where(p => p.Tick > (_done[lane] ?? long.MinValue) && p.Tick <= cut.LastTick(lane)))
            {
                to.Flag(true);
                partial.Save(to);
            }
        }
        to.Flag(false);
        return to;
    }

    /// <summary>Whether a lane says no more but for the end of its input: a lane that went on would be waited for.</summary>
    private bool WouldWait() => Array.Exists(_heads, head => head is null or { EndsInput: true });

    private void BeginEnd(Cut end)
    {
        _isAtEnd = true;
        end.MergeTick = LastTick;
        end.Merge = _recording = Save();
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
