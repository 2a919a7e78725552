using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Source;

/// <summary>
/// Commits offsets to the group, forward only: a start from an older checkpoint commits nothing until it has passed what was committed. An error that may
/// pass is retried for a while and then left to the next commit, which says the same and more. Thread-safe.
/// </summary>
/// <param name="consumer">The consumer, which is assigned its partitions and no member of its group.</param>
/// <param name="options">Group and topic.</param>
/// <param name="committed">What the group has committed, by partition.</param>
/// <param name="logger">Takes what fails.</param>
internal sealed partial class OffsetCommitter(IConsumer<Ignore, Ignore> consumer, KafkaOptions options, IReadOnlyList<long?> committed, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly long?[] _committed = [.. committed];
    private volatile string? _error;

    /// <summary>Why the last commit failed; null when it did not.</summary>
    public string? LastError => _error;

    /// <summary>What the group has committed as far as this knows.</summary>
    public IReadOnlyList<long?> Committed
    {
        get
        {
            lock (_committed) return [.. _committed];
        }
    }

    /// <summary>Commits the next offset of every partition; true when the broker has them.</summary>
    /// <exception cref="KafkaFault">The group or the topic may not be used.</exception>
    public async Task<bool> CommitAsync(IReadOnlyList<long> offsets, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            return await CommitForwardAsync(offsets, stop);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<bool> CommitForwardAsync(IReadOnlyList<long> offsets, CancellationToken stop)
    {
        var before = Committed;
        var forward = Enumerable.Range(0, before.Count).Where(p => !(offsets[p] <= before[p]))
            .Select(p => new TopicPartitionOffset(options.EventsTopic, p, offsets[p])).ToList();
        if (forward.Count == 0) return true;
        var clock = Stopwatch.StartNew();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Task.Run(() => consumer.Commit(forward), stop).WaitAsync(stop);
                lock (_committed) foreach (var offset in forward) _committed[offset.Partition.Value] = offset.Offset.Value;
                _error = null;
                return true;
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.GroupAuthorizationFailed or ErrorCode.TopicAuthorizationFailed)
            {
                throw Faults.Of(e.Error, options, options.EventsTopic, e);
            }
            catch (KafkaException e)
            {
                _error = e.Error.Reason;
                if (attempt == 0) NotCommitted(logger, options.GroupId, e.Error.Code);
                if (clock.Elapsed >= Patience) return false;
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(1_000, 100 << Math.Min(attempt, 4))), stop);
            }
        }
    }

    [LoggerMessage(EventId = 3021, Level = LogLevel.Warning, Message = "Offsets of group {Group} were not committed: {Code}; it is tried again")]
    private static partial void NotCommitted(ILogger logger, string group, ErrorCode code);
}
