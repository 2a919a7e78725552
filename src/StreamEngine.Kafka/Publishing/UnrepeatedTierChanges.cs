using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// Publishes the changes of a tick that are not on the topic yet. A run that starts further back than the topic says the same again, and nobody sees it twice.
/// One caller at a time.
/// </summary>
public sealed class UnrepeatedTierChanges(ITierChangeSink publisher, PublishedChanges published) : ITierChangeSink
{
    private long _skipped;

    /// <summary>Changes that were on the topic already.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <inheritdoc/>
    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, CancellationToken stop)
    {
        if (published.Count == 0) return publisher.PublishAsync(tick, changes, stop);
        var missing = changes.Where(change => !published.Take(change.ChangeId)).ToList();
        Interlocked.Add(ref _skipped, changes.Count - missing.Count);
        return missing.Count == 0 ? ValueTask.CompletedTask : publisher.PublishAsync(tick, missing, stop);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => publisher.DisposeAsync();
}
