namespace StreamEngine.Simulator.Traffic;

/// <summary>Knows which partition has been silent for how long. Times are in ms of simulated time.</summary>
internal sealed class HeartbeatSchedule
{
    private readonly long[] _last;
    private long _interval;
    private long _earliest;

    /// <summary>Every partition has a heartbeat at the start.</summary>
    public HeartbeatSchedule(int partitions, long start, TimeSpan interval)
    {
        _last = new long[partitions];
        _interval = (long)interval.TotalMilliseconds;
        Array.Fill(_last, start - _interval);
        _earliest = start;
    }

    /// <summary>From now on silence counts from <paramref name="now"/> at the latest, with another interval: all partitions get a heartbeat now.</summary>
    public void Restart(long now, TimeSpan interval)
    {
        _interval = (long)interval.TotalMilliseconds;
        for (int p = 0; p < _last.Length; p++) _last[p] = Math.Max(_last[p], now - _interval);
        _earliest = now;
    }

    /// <summary>The partition's event time moved to <paramref name="now"/>.</summary>
    public void Moved(int partition, long now) => _last[partition] = now;

    /// <summary>The next heartbeat that is due at or before <paramref name="now"/>, the earliest first.</summary>
    public bool TryTake(long now, out int partition, out long due)
    {
        partition = -1;
        due = _earliest;
        if (now < _earliest) return false;
        partition = 0;
        for (int p = 1; p < _last.Length; p++)
            if (_last[p] < _last[partition]) partition = p;
        due = _earliest = _last[partition] + _interval;
        if (due > now) return false;
        _last[partition] = due;
        return true;
    }
}
