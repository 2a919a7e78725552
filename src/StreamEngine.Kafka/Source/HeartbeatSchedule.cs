namespace StreamEngine.Kafka.Source;

/// <summary>Decides when a partition gets a heartbeat: it is read to its end, has been silent for <c>idleAfter</c>, and the last one is a tick interval ago. Times are of one monotonic clock.</summary>
internal sealed class HeartbeatSchedule(TimeSpan idleAfter, TimeSpan interval, TimeSpan start)
{
    private TimeSpan _silentSince = start;
    private TimeSpan _next = start;

    /// <summary>An event other than a heartbeat was read.</summary>
    public void OnEvent(TimeSpan now) => _silentSince = now;

    /// <summary>Whether one is to be appended now; if so, the next is due an interval later, without drift unless one was missed.</summary>
    public bool TakeDue(TimeSpan now, bool atEnd)
    {
        if (!atEnd || now - _silentSince < idleAfter || now < _next) return false;
        _next = now - _next < interval ? _next + interval : now + interval;
        return true;
    }
}
