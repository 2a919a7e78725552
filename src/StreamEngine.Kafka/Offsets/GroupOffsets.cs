using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Offsets;

/// <summary>
/// The offsets that the engine's group has committed, and the log that they belong to, for whoever is not the engine: a start that has no checkpoint and asks whether it may
/// begin from nothing, and the audited reset, which alone moves them back. One caller at a time.
/// </summary>
public sealed class GroupOffsets : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly ClientEvents _events;
    private readonly IConsumer<Ignore, Ignore> _consumer;

    private GroupOffsets(KafkaOptions options, int partitions, ILogger logger)
    {
        (_options, Partitions) = (options, partitions);
        _events = new ClientEvents(logger, "offsets", options, brief: true);
        _consumer = new ConsumerBuilder<Ignore, Ignore>(ClientConfigs.Consumer(options, partitions))
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>Partitions of the events topic.</summary>
    public int Partitions { get; }

    /// <summary>Connects and finds the partitions.</summary>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or the topic is missing.</exception>
    public static async Task<GroupOffsets> OpenAsync(KafkaOptions options, ILogger logger, CancellationToken stop)
    {
        var topics = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = false }, [options.EventsTopic], logger, stop);
        return new GroupOffsets(options, topics[options.EventsTopic], logger);
    }

    /// <summary>The committed offset of every partition; null where there is none.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public Task<IReadOnlyList<long?>> CommittedAsync(CancellationToken stop) =>
        AskAsync(() => Committed(_consumer, _options, Partitions), stop);

    /// <summary>Where the log of every partition begins and ends.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public Task<IReadOnlyList<LogRange>> LogAsync(CancellationToken stop) => AskAsync(() => LogRange.Of(_consumer, _options, Partitions, stop), stop);

    /// <summary>The offset of the first record of every partition whose timestamp is not before a time; the end where there is none.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public Task<IReadOnlyList<long>> AtTimeAsync(DateTimeOffset time, CancellationToken stop) => AskAsync<IReadOnlyList<long>>(
        () =>
        {
            var asked = Places().Select(p => new TopicPartitionTimestamp(p, new Timestamp(time)));
            var found = _consumer.OffsetsForTimes(asked, _options.StartTimeout).ToDictionary(static f => f.Partition.Value, static f => f.Offset);
            var ends = LogRange.Of(_consumer, _options, Partitions, stop);
            return [.. ends.Select((log, p) => found[p].IsSpecial ? log.End : found[p].Value)];
        }, stop);

    /// <summary>Commits exactly these offsets, back or forth: what a reset does after its checkpoint is durable.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses: members of the group that are still there, for one.</exception>
    public Task CommitAsync(IReadOnlyList<long> offsets, CancellationToken stop) =>
        AskAsync(() => _consumer.Commit([.. offsets.Select((offset, p) => new TopicPartitionOffset(_options.EventsTopic, p, offset))]), stop);

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    internal static IReadOnlyList<long?> Committed(IConsumer<Ignore, Ignore> consumer, KafkaOptions options, int partitions)
    {
        var places = Enumerable.Range(0, partitions).Select(p => new TopicPartition(options.EventsTopic, p));
        var committed = consumer.Committed(places, options.StartTimeout).ToDictionary(static c => c.Partition.Value, static c => c.Offset);
        return [.. Enumerable.Range(0, partitions).Select(p => committed[p].IsSpecial ? (long?)null : committed[p].Value)];
    }

    private IEnumerable<TopicPartition> Places() => Enumerable.Range(0, Partitions).Select(p => new TopicPartition(_options.EventsTopic, p));

    private async Task AskAsync(Action question, CancellationToken stop) => await AskAsync(
        () =>
        {
            question();
            return true;
        }, stop);

    private Task<T> AskAsync<T>(Func<T> question, CancellationToken stop) =>
        Task.Run(() => Questions.Ask(_options, _events, _options.EventsTopic, question, stop), stop).WaitAsync(stop);
}
