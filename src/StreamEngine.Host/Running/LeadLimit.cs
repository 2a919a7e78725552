using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>
/// Decides which partitions wait for the slowest one: those that are further ahead of it in event time than the limit, until they are only half as far.
/// Partitions that have ended, or have no event time yet, hold nobody back. Asked by the source's thread alone, thousands of times a second: what it
/// knows is a millisecond old at most.
/// </summary>
internal sealed class LeadLimit(int partitions, TimeSpan maximum, Func<int, LaneProgress> progress, Func<long> milliseconds)
{
    private readonly long _pauseAbove = (long)maximum.TotalMilliseconds;
    private readonly bool[] _paused = new bool[partitions];
    private long _decidedAt = long.MinValue;

    /// <summary>Whether a partition is to wait.</summary>
    public bool IsTooFarAhead(int partition)
    {
        var now = milliseconds();
        if (now != _decidedAt) Decide();
        _decidedAt = now;
        return _paused[partition];
    }

    private void Decide()
    {
        var slowest = long.MaxValue;
        for (var p = 0; p < _paused.Length; p++)
        {
            if (progress(p) is { HasEnded: false, EventTime: { } time }) slowest = Math.Min(slowest, time);
        }
        for (var p = 0; p < _paused.Length; p++)
        {
            var lead = slowest != long.MaxValue && progress(p).EventTime is { } time ? time - slowest : 0;
            _paused[p] = lead > (_paused[p] ? _pauseAbove / 2 : _pauseAbove);
        }
    }
}
