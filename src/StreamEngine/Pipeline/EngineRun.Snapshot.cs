using System.Buffers;

namespace StreamEngine.Pipeline;

/// <summary>How a run is cut while it goes on, and goes on from what was saved.</summary>
public sealed partial class EngineRun
{
    /// <summary>The cut at the end of the input, when it was asked for; complete once the run has ended by itself or has left.</summary>
    internal Cut? End => _end;

    /// <summary>Distance of two ticks, ms.</summary>
    internal long TickMs => _tickMs;

    /// <summary>Where everything of the run runs.</summary>
    internal TaskScheduler Scheduler => _scheduler;

    /// <summary>Where dead letters stand.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<long>> DeadLetterPositions => _sinks.DeadLetters.Positions;

    /// <summary>Returns when the dead letters of everything that was cut are acknowledged.</summary>
    internal ValueTask FlushDeadLettersAsync(CancellationToken stop) => _sinks.DeadLetters.FlushAsync(stop);

    /// <summary>Begins a cut some ticks after the furthest lane; null while nothing was read, or once a partition has ended.</summary>
    internal Cut? BeginCut(int ticksAhead)
    {
        var (furthest, hasRead) = (0L, false);
        foreach (var lane in _lanes)
        {
            if (lane.HasEnded) return null;
            hasRead |= lane.Counters.Records > 0;
            if (lane.LastTick is { } tick) furthest = Math.Max(furthest, tick);
        }
        if (!hasRead || _leaving) return null;
        var cut = new Cut(furthest + ticksAhead * _tickMs, _lanes.Length);
        _cuts.Pending = cut;
        return cut;
    }

    /// <summary>Has lanes and merge save themselves where they stand for a cut under way, which waits for ticks that do not come.</summary>
    internal void Hurry(Cut cut)
    {
        cut.Hurry();
        NudgeAll();
    }

    /// <summary>Lets lanes and merge forget the cut under way.</summary>
    internal void EndCut()
    {
        _cuts.Pending = null;
        NudgeAll();
    }

    private void NudgeAll()
    {
        foreach (var partials in _partials) partials.Lane.Give();
        _merge.Nudge.Give();
    }

    private CutOutputs WhereSinksStand()
    {
        var rows = new ArrayBufferWriter<byte>();
        _sinks.Rows.Capture(rows);
        return new CutOutputs(rows.WrittenMemory, _sinks.TierChanges.Positions);
    }

    private void Load(EngineStart start)
    {
        if (start.Partitions.Count != _lanes.Length) throw new ArgumentException($"There are {_lanes.Length} partitions and the state is of {start.Partitions.Count}.", nameof(start));
        for (var p = 0; p < _lanes.Length; p++) Load(_lanes[p], p, start);
        if (start.Merge.Count > 0) _merge.Load(start.Merge);
        ThrowIfContradicted(_merge.State.Campaigns.Contradiction(_merge.LastTick ?? long.MinValue));
        if (start.ScorecardsChanged) _merge.State.BeginEpoch();
        if (!start.WaitingRows.IsEmpty) _sinks.Rows.Restore(new ReadOnlySequence<byte>(start.WaitingRows));
    }

    private static void ThrowIfContradicted(string? reason)
    {
        if (reason is null) return;
        throw new EngineFault(FaultOrigin.Configuration,
            $"{reason}, or give it another id, or set checkpoints.folder to another folder and replay, or begin a new epoch with `streamengine offsets reset`, which does not count campaigns that have begun");
    }

    private void Load(Lane lane, int partition, EngineStart start)
    {
        var from = start.Partitions[partition];
        if (from.Segments.Count > 0) lane.Load(from.Segments);
        else if (start.Epoch > 0) lane.FloorRows();
        ThrowIfContradicted(lane.State.Campaigns.Contradiction(lane.EventTime ?? long.MinValue));
        lane.StartAt(from.NextOffset);
        foreach (var merchant in lane.State.ToldMerchants) _merge.State.Settle(merchant, partition);
        if (start.ScorecardsChanged) lane.State.BeginEpoch();
    }
}
