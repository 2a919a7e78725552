namespace StreamEngine.Tests.Crashes;

/// <summary>A clock that stands still until it is moved. Timers fire on the thread that moves it, in the order of their times. One thread.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 6, 18, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Timer, (long Due, long Number)> _timers = new();
    private long _now, _number;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(_now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on and fires what is due.</summary>
    public void Advance(TimeSpan by)
    {
        _now += by.Ticks;
        while (_timers.TryPeek(out var timer, out var at) && at.Due <= _now)
        {
            _timers.Dequeue();
            timer.Fire(at.Due);
        }
    }

    /// <summary>Moves on to the next timer; false when there is none.</summary>
    public bool AdvanceToNext()
    {
        while (_timers.TryPeek(out var timer, out var at))
        {
            if (timer.Due == at.Due)
            {
                Advance(TimeSpan.FromTicks(Math.Max(0, at.Due - _now)));
                return true;
            }
            _timers.Dequeue();
        }
        return false;
    }

    private sealed class Timer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>When it fires; null when it is off.</summary>
        public long? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period > TimeSpan.Zero) throw new NotSupportedException("Nothing here repeats.");
            Due = dueTime < TimeSpan.Zero ? null : time._now + dueTime.Ticks;
            if (Due is { } due) time._timers.Enqueue(this, (due, time._number++));
            return true;
        }

        public void Fire(long due)
        {
            if (Due != due) return;
            Due = null;
            callback(state);
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
