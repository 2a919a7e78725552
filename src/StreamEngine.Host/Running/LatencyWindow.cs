namespace StreamEngine.Host.Running;

/// <summary>Percentiles of the latest latencies. Not thread-safe.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 1024;

    // Recorded or simulated time is days away from the clock: what comes of it is no latency.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly double[] _latest = new double[Size];
    private long _count;

    /// <summary>Adds the time from a tick to now, unless it is not one of this day.</summary>
    public void Add(long tick, DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds() - tick;
        if (milliseconds >= 0 && milliseconds <= Longest.TotalMilliseconds) _latest[_count++ % Size] = milliseconds;
    }

    /// <summary>The percentile in milliseconds; null when there is nothing to tell.</summary>
    public double? Percentile(double share)
    {
        if (_count == 0) return null;
        var sorted = _latest[..(int)Math.Min(_count, Size)];
        Array.Sort(sorted);
        return sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }
}
