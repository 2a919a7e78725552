using System.Diagnostics;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>How a lane is saved at a cut, in segments, and goes on from one.</summary>
internal sealed partial class Lane
{
    private long _segments;
    private bool _floorsRows;

    /// <summary>Writes the lane's next segment as it stands.</summary>
    public SnapshotWriter Save()
    {
        var to = new SnapshotWriter();
        SegmentFormat.Begin(to);
        var turn = (int)(_segments++ % SegmentMarks.Cycle);
        to.Unsigned((ulong)_segments);
        to.Signed(_eventTime);
        to.Signed(_nextTick);
        to.Flag(_floorsRows);
        to.Signed(LastTick ?? NoTime);
        to.Unsigned((ulong)NextOffset);
        Counters.Save(to);
        _deduplication.Save(to, turn);
        State.Save(to, turn);
        _setup.Campaigns.Save(to);
        State.SaveUnfolded(to);
        return to;
    }

    /// <summary>Puts the lane where it was when the last of its segments was saved. Only for a new lane.</summary>
    /// <exception cref="InvalidDataException">The segments are none of a lane.</exception>
    public void Load(IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            var from = new SnapshotReader(segments[i]);
            LoadSegment(from);
            if (i < segments.Count - 1) continue;
            _deduplication.Loaded();
            State.Loaded();
            State.LoadUnfolded(from, _setup.Campaigns.LoadSlices(from));
            if (_eventTime != NoTime) _slice = _setup.Campaigns.SliceOf(_eventTime);
            if (!from.AtEnd) throw new InvalidDataException("a segment has more in it than a lane");
        }
    }

    /// <summary>Starts at an offset, which may be that of another source than the lane was saved with.</summary>
    public void StartAt(long offset) => NextOffset = offset;

    /// <summary>Says that an epoch begins without state: rows of buckets that began before its first event are not handed on.</summary>
    public void FloorRows() => _floorsRows = true;

    private void LoadSegment(SnapshotReader from)
    {
        SegmentFormat.Check(from);
        _segments = (long)from.Unsigned();
        _eventTime = from.Signed();
        _nextTick = from.Signed();
        _floorsRows = from.Flag();
        LastTick = from.Signed() is var tick && tick == NoTime ? null : tick;
        NextOffset = (long)from.Unsigned();
        Counters.Load(from);
        _deduplication.Load(from);
        State.Load(from);
    }

    /// <summary>Saves the lane for a hurried cut, between two records; everything that it has closed has been said.</summary>
    public void TakeAsItStands(Cut cut)
    {
        if (!cut.Wants(_partition)) return;
        var start = Stopwatch.GetTimestamp();
        cut.Put(_partition, Save(), NextOffset, LastTick);
        cut.NotePause(Stopwatch.GetElapsedTime(start));
    }

    private void Take(Cut cut)
    {
        if (cut.IsHurried || !(LastTick > cut.Tick)) TakeAsItStands(cut);
        else if (cut.Wants(_partition)) cut.Refuse();
    }
}
