using System.Diagnostics;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>How a lane is saved at a cut, in segments, and goes on from one.</summary>
internal sealed partial class Lane
{
    /// <summary>Records applied between two slices.</summary>
    private const int RecordsBetweenSlices = 128;

    private long _segments;
    private bool _floorsRows;
    private Saving? _saving;

    /// <summary>A segment in the making: the lane as it stood when it was begun.</summary>
    private sealed class Saving
    {
        public required Cut Cut { get; init; }
        public required SnapshotWriter Segment { get; init; }
        public required IEnumerator<Slice> Rest { get; init; }
        public required long NextOffset { get; init; }
        public required long? LastTick { get; init; }
    }

    /// <summary>Whether a segment is begun and not finished.</summary>
    public bool IsSaving => _saving is not null;

    /// <summary>Writes the lane's next segment as it stands.</summary>
    public SnapshotWriter Save()
    {
        FinishSaving();
        var segment = new SnapshotWriter();
        Slice.Finish(BeginSave(segment));
        return segment;
    }

    /// <summary>Writes the next slice of a segment that was begun; between two records.</summary>
    public void SaveSlice()
    {
        if (_saving is not { } saving) return;
        var start = Stopwatch.GetTimestamp();
        var goesOn = saving.Rest.MoveNext();
        saving.Cut.NotePause(Stopwatch.GetElapsedTime(start));
        if (!goesOn) EndSaving(saving);
    }

    /// <summary>Finishes a segment that was begun; before anything changes that is still to be written.</summary>
    public void FinishSaving()
    {
        if (_saving is not { } saving) return;
        var start = Stopwatch.GetTimestamp();
        while (saving.Rest.MoveNext())
        {
        }
        saving.Cut.NotePause(Stopwatch.GetElapsedTime(start));
        EndSaving(saving);
    }

    private void EndSaving(Saving saving)
    {
        _saving = null;
        saving.Cut.Put(_partition, saving.Segment, saving.NextOffset, saving.LastTick);
    }

    /// <summary>Begins a segment just after the tick of a cut: with what every record changes, since the rest stays as it is until the next tick.</summary>
    private void BeginSaving(Cut cut)
    {
        if (!cut.Wants(_partition)) return;
        var start = Stopwatch.GetTimestamp();
        var segment = new SnapshotWriter();
        _saving = new Saving { Cut = cut, Segment = segment, Rest = BeginSave(segment).GetEnumerator(), NextOffset = NextOffset, LastTick = LastTick };
        cut.NotePause(Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Writes what every record changes; what it returns writes the rest, in slices, before the next tick is closed.</summary>
    private IEnumerable<Slice> BeginSave(SnapshotWriter to)
    {
        SegmentFormat.Begin(to);
        var turn = (int)(_segments++ % SegmentMarks.Cycle);
        to.Unsigned((ulong)_segments);
        to.Signed(_eventTime);
        to.Signed(_nextTick);
        to.Flag(_floorsRows);
        to.Signed(LastTick ?? NoTime);
        to.Unsigned((ulong)NextOffset);
        Counters.Save(to);
        var ids = _deduplication.BeginSave(to, turn);
        State.Save(to, turn);
        var unfolded = new SnapshotWriter();
        _setup.Campaigns.Save(unfolded);
        State.SaveUnfolded(unfolded);
        return SaveRest(to, turn, ids, unfolded);
    }

    private IEnumerable<Slice> SaveRest(SnapshotWriter to, int turn, IEnumerable<Slice> ids, SnapshotWriter unfolded)
    {
        foreach (var slice in ids) yield return slice;
        foreach (var slice in State.SaveFolded(to, turn)) yield return slice;
        to.Append(unfolded);
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
        _deduplication.LoadRuns(from);
        State.LoadFolded(from);
    }

    /// <summary>Saves the lane for a hurried cut, between two records; everything that it has closed has been said.</summary>
    public void TakeAsItStands(Cut cut)
    {
        FinishSaving();
        if (!cut.Wants(_partition)) return;
        var start = Stopwatch.GetTimestamp();
        cut.Put(_partition, Save(), NextOffset, LastTick);
        cut.NotePause(Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Takes part in a cut before a tick after it is closed: the lane has no events of the cut's own tick, or it is too late.</summary>
    private void Take(Cut cut)
    {
        if (cut.IsHurried || !(LastTick > cut.Tick)) TakeAsItStands(cut);
        else if (cut.Wants(_partition)) cut.Refuse();
    }
}
