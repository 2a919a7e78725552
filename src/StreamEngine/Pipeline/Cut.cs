using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// A cut through the running engine at a tick T. Every lane saves itself just before it closes its first tick after T, the merge when it has done all ticks up
/// to T: so the parts fit together without anybody waiting. A lane that was past T already refuses; what others have saved by then goes with the next cut.
/// A cut that T does not come to is hurried: every lane that has not saved itself does so where it stands, then the merge, with what it has not taken of what they
/// have said until they were saved. Filled by lanes and merge, each its own part; read when it is complete.
/// </summary>
internal sealed class Cut
{
    private readonly SnapshotWriter?[] _lanes;
    private readonly long[] _offsets;
    private readonly long?[] _lastTicks;
    private volatile bool _isRefused, _isHurried;

    /// <param name="tick">T, ms since the Unix epoch.</param>
    /// <param name="lanes">How many lanes there are.</param>
    public Cut(long tick, int lanes)
    {
        Tick = tick;
        _lanes = new SnapshotWriter?[lanes];
        _offsets = new long[lanes];
        _lastTicks = new long?[lanes];
    }

    /// <summary>T.</summary>
    public long Tick { get; }

    /// <summary>Whether a lane could not take part.</summary>
    public bool IsRefused => _isRefused;

    /// <summary>Whether lanes and merge save themselves where they stand.</summary>
    public bool IsHurried => _isHurried;

    /// <summary>The merge's segment; null until it is there.</summary>
    public SnapshotWriter? Merge { get; set; }

    /// <summary>The last tick that the merge had done; null before the first.</summary>
    public long? MergeTick { get; set; }

    /// <summary>Ends when the outputs of all ticks up to T have been taken by their sinks; cancelled when the cut is refused.</summary>
    public TaskCompletionSource<CutOutputs> Outputs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The longest that a lane or the merge was busy saving itself.</summary>
    public TimeSpan LongestPause { get; private set; }

    /// <summary>Notes how long somebody was busy saving itself.</summary>
    public void NotePause(TimeSpan pause)
    {
        lock (_lanes)
        {
            if (pause > LongestPause) LongestPause = pause;
        }
    }

    /// <summary>Whether a lane is still to save itself.</summary>
    public bool Wants(int lane) => Volatile.Read(ref _lanes[lane]) is null && !_isRefused;

    /// <summary>Whether every lane has saved itself.</summary>
    public bool HasLanes
    {
        get
        {
            for (var lane = 0; lane < _lanes.Length; lane++)
            {
                if (Volatile.Read(ref _lanes[lane]) is null) return false;
            }
            return !_isRefused;
        }
    }

    /// <summary>A lane's segment; null when it did not save itself.</summary>
    public SnapshotWriter? Lane(int lane) => Volatile.Read(ref _lanes[lane]);

    /// <summary>The offset of the first record that is not in a lane's state.</summary>
    public long NextOffset(int lane) => _offsets[lane];

    /// <summary>The last tick that a saved lane had closed; null: none.</summary>
    public long? LastTick(int lane) => _lastTicks[lane];

    /// <summary>Takes a lane's segment.</summary>
    public void Put(int lane, SnapshotWriter segment, long nextOffset, long? lastTick)
    {
        _offsets[lane] = nextOffset;
        _lastTicks[lane] = lastTick;
        Volatile.Write(ref _lanes[lane], segment);
    }

    /// <summary>T does not come: everybody is to save itself where it stands.</summary>
    public void Hurry() => _isHurried = true;

    /// <summary>A lane is past T, or says no more and was not saved.</summary>
    public void Refuse()
    {
        _isRefused = true;
        Outputs.TrySetCanceled();
    }
}

/// <summary>Where the sinks stood when they had taken the outputs of a cut's ticks.</summary>
/// <param name="WaitingRows">Rows that the sink has taken and that are not durable yet, as bytes that it understands.</param>
/// <param name="Positions">By topic that facts are published to, and partition: the next offset after the last fact.</param>
internal sealed record CutOutputs(ReadOnlyMemory<byte> WaitingRows, IReadOnlyDictionary<string, IReadOnlyList<long>> Positions);

/// <summary>Where lanes and merge look whether there is a cut to take part in. One at a time.</summary>
internal sealed class Cuts
{
    private volatile Cut? _pending;

    /// <summary>The cut under way, or null.</summary>
    public Cut? Pending
    {
        get => _pending;
        set => _pending = value;
    }
}
