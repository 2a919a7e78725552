using StreamEngine.Kafka.Source;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>
/// Commits offsets to the group, for monitoring: every few seconds those of a tick whose tier changes are on their topic, whose rows are durable and whose dead
/// letters are acknowledged. A start never reads them.
/// </summary>
internal sealed class OffsetCommits(KafkaEventSource source, IDeadLetterSink deadLetters, Func<long?> durableTick, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly long[] _published = [.. Enumerable.Range(0, source.Partitions).Select(p => source.Lag(p, 0).LogStart)];
    private long _rowTick = -1;
    private (long RowTick, long[] Positions)? _waiting;

    /// <summary>Notes a tick that its sinks have taken.</summary>
    public void OnPublished(TickOutput output)
    {
        lock (_gate)
        {
            
            if (output.RowCount > 0 || output.Changes.Count > 0) _rowTick = output.Tick;
        }
    }

    /// <summary>Commits until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stop)) await CommitAsync(stop);
    }

    /// <summary>Commits what is durable; keeps the rest for later.</summary>
    public async Task CommitAsync(CancellationToken stop)
    {
        var (rowTick, positions) = _waiting ??= Snapshot();
        if (rowTick >= 0 && (durableTick() ?? -1) < rowTick) return;
        _waiting = null;
        await deadLetters.FlushAsync(stop);
        await source.CommitAsync(positions, stop);
    }

    /// <summary>Commits the ends of a bounded run, once everything of it is durable.</summary>
    public Task CommitEndAsync(Func<int, long> next, CancellationToken stop) =>
        source.CommitAsync([.. Enumerable.Range(0, source.Partitions).Select(p => source.Lag(p, next(p)).Position)], stop);

    private (long RowTick, long[] Positions) Snapshot()
    {
        lock (_gate) return (_rowTick, [.. _published]);
    }
}
