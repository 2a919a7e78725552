using System.IO.Hashing;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// The tier changes that are on the topic already, by their own ids, kept as 128-bit hashes: what a start need not publish again. To be read after the publisher
/// has been opened, which fences whoever could still add to them. Not thread-safe.
/// </summary>
public sealed class PublishedChanges
{
    private const string IdHeader = "id";

    private readonly HashSet<UInt128> _ids = [];

    private PublishedChanges()
    {
    }

    /// <summary>Changes that are on the topic and were not asked for yet.</summary>
    public int Count => _ids.Count;

    /// <summary>Reads the topic from its beginning to its present end.</summary>
    /// <param name="options">Brokers and topic.</param>
    /// <param name="partitions">Partitions of the topic.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">The broker does not answer, or refuses.</exception>
    public static Task<PublishedChanges> ReadAsync(KafkaOptions options, int partitions, ILogger logger, CancellationToken stop) =>
        Task.Run(() => Read(options, partitions, logger, stop), stop);

    /// <summary>Whether a change is on the topic. Every change is asked for once, so what was found is forgotten.</summary>
    public bool Take(string changeId) => _ids.Count > 0 && _ids.Remove(HashOf(System.Text.Encoding.UTF8.GetBytes(changeId)));

    private static PublishedChanges Read(KafkaOptions options, int partitions, ILogger logger, CancellationToken stop)
    {
        var events = new ClientEvents(logger, "tier-changes reader", options);
        var config = ClientConfigs.Consumer(options, partitions);
        config.ConsumeResultFields = "headers";
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetErrorHandler((_, error) => events.OnError(error)).SetLogHandler((_, line) => events.OnLog(line)).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(options.TierChangesTopic, p, Offset.Beginning)));
        var found = new PublishedChanges();
        var open = Enumerable.Range(0, partitions).ToHashSet();
        var silence = System.Diagnostics.Stopwatch.StartNew();
        while (open.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            events.ThrowIfFatal();
            if (silence.Elapsed > options.StartTimeout) throw Faults.Unreachable(options, events.Unreachable);
            if (Next(consumer, options) is not { } record) continue;
            silence.Restart();
            if (record.IsPartitionEOF) open.Remove(record.Partition.Value);
            else if (record.Message.Headers.TryGetLastBytes(IdHeader, out var id)) found._ids.Add(HashOf(id));
        }

        return found;
    }

    private static ConsumeResult<Ignore, Ignore>? Next(IConsumer<Ignore, Ignore> consumer, KafkaOptions options)
    {
        try
        {
            return consumer.Consume(TimeSpan.FromMilliseconds(100));
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.UnknownTopicOrPart)
        {
            throw Faults.Of(e.Error, options, options.TierChangesTopic, e);
        }
        catch (ConsumeException)
        {
            return null; // the client tries again; silence ends the patience
        }
    }

    private static UInt128 HashOf(ReadOnlySpan<byte> id) => XxHash128.HashToUInt128(id);
}
