using System.Buffers;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// Publishes tier changes and announcements, a transaction for each tick, or for several whole ones that waited: readers see a whole tick or nothing of it. Ticks are published one
/// after the other, by one caller.
/// </summary>
/// <param name="facts">Publishes them; disposed with this.</param>
/// <param name="topic">Their topic.</param>
/// <param name="writer">Writes one as it appears there.</param>
/// <param name="topicOf">The topic on the broker that announcements go to.</param>
public sealed class KafkaTierChangePublisher(KafkaFactPublisher facts, string topic, TierChangeWriter writer, Func<AnnouncementTopic, string> topicOf) : ITierChangeSink
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>What the client complained about last; null when all is well.</summary>
    public string? LastError => facts.LastError;

    /// <summary>Facts that were on their topics already.</summary>
    public long Skipped => facts.Skipped;

    /// <inheritdoc cref="KafkaFactPublisher.Positions"/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => facts.Positions;

    /// <inheritdoc/>
    /// <exception cref="KafkaFault">The broker refuses for good, or another process has taken over.</exception>
    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop) =>
        changes.Count + announcements.Count == 0 ? ValueTask.CompletedTask : facts.PublishAsync([.. changes.Select(FactOf), .. announcements.Select(FactOf)], stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => facts.DisposeAsync();

    private Fact FactOf(Announcement announcement) => new(topicOf(announcement.Topic), announcement.Key, announcement.Id, announcement.Json);

    private Fact FactOf(TierChange change)
    {
        _buffer.ResetWrittenCount();
        writer(_buffer, change);
        return new Fact(topic, Encoding.UTF8.GetBytes(change.Key), change.ChangeId, _buffer.WrittenSpan.ToArray());
    }
}
