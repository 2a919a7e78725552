using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Lag;

/// <summary>
/// The lag of the engine's group as anyone can see it from outside: committed offsets against the ends of the log, and the timestamp of the next record.
/// A partition that nothing was committed for counts from its start. Not thread-safe; blocks while it asks, so call it off the main path.
/// </summary>
public sealed class GroupLag : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly ClientEvents _events;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly int _partitions;

    private GroupLag(KafkaOptions options, int partitions, ILogger logger)
    {
        (_options, _partitions) = (options, partitions);
        _events = new ClientEvents(logger, "lag", options, brief: true);
        var config = ClientConfigs.Consumer(options, partitions);
        config.ConsumeResultFields = "timestamp";
        config.QueuedMaxMessagesKbytes = 1024; // one record of each partition is all that it takes
        _consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>Connects and finds the partitions.</summary>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or the topic is missing.</exception>
    public static async Task<GroupLag> OpenAsync(KafkaOptions options, ILogger logger, CancellationToken stop)
    {
        var asked = options with { CreateMissingTopics = false };
        var topics = await KafkaTopics.PrepareAsync(asked, [options.EventsTopic], logger, stop);
        return new GroupLag(options, topics[options.EventsTopic], logger);
    }

    /// <summary>The lag of every partition now.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public IReadOnlyList<PartitionLag> Read()
    {
        try
        {
            return Ask();
        }
        catch (KafkaException e)
        {
            throw e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport
                ? Faults.Unreachable(_options, _events.Unreachable ?? e.Error.Reason, e)
                : Faults.Of(e.Error, _options, _options.EventsTopic, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    private PartitionLag[] Ask()
    {
        var partitions = Enumerable.Range(0, _partitions).Select(p => new TopicPartition(_options.EventsTopic, p)).ToList();
        var committed = _consumer.Committed(partitions, _options.StartTimeout).ToDictionary(static c => c.Partition.Value, static c => c.Offset.Value);
        var lags = new PartitionLag[_partitions];
        foreach (var partition in partitions)
        {
            var ends = _consumer.QueryWatermarkOffsets(partition, _options.StartTimeout);
            var position = committed.GetValueOrDefault(partition.Partition.Value, -1);
            if (position < 0) position = ends.Low.Value;
            lags[partition.Partition.Value] = new(partition.Partition.Value, position, ends.Low.Value, ends.High.Value, null);
        }

        ReadTimestamps(lags);
        return lags;
    }

    /// <summary>Reads the next record of every partition that has one; what does not come in time stays unknown.</summary>
    private void ReadTimestamps(PartitionLag[] lags)
    {
        var waiting = lags.Where(static l => l.Messages > 0).Select(static l => l.Partition).ToHashSet();
        if (waiting.Count == 0) return;
        _consumer.Assign(waiting.Select(p => new TopicPartitionOffset(_options.EventsTopic, p, Math.Max(lags[p].Position, lags[p].LogStart))));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (waiting.Count > 0 && clock.Elapsed < _options.StartTimeout)
        {
            if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result || !waiting.Remove(result.Partition.Value)) continue;
            var p = result.Partition.Value;
            // Nothing but transaction markers is left: there is no record to wait for.
            lags[p] = result.IsPartitionEOF
                ? lags[p] with { Position = lags[p].HighWatermark }
                : lags[p] with { NextTimestamp = result.Message.Timestamp.UnixTimestampMs };
        }

        _consumer.Unassign();
    }
}
