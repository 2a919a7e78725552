using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;
using StreamEngine.Kafka.Offsets;

namespace StreamEngine.Kafka.Source;

// What the source does about errors of its partitions.
public sealed partial class KafkaEventSource
{
    private void Resolve(PartitionFeed feed)
    {
        var problem = feed.Problem!;
        feed.Problem = null;
        switch (problem.Code)
        {
            case ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange:
                LeaveTheGap(feed);
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.TopicAuthorizationFailed:
                throw Faults.Of(problem, _options, _options.EventsTopic);
            default:
                _events.OnError(problem); // the client tries again
                break;
        }
    }

    private void LeaveTheGap(PartitionFeed feed)
    {
        var partition = new TopicPartition(_options.EventsTopic, feed.Partition);
        var ends = _consumer.QueryWatermarkOffsets(partition, _options.StartTimeout);
        var to = StartOf(feed.Partition, feed.Position, new LogRange(ends.Low.Value, ends.High.Value));
        feed.Jump(to);
        _consumer.IncrementalUnassign([partition]);
        _consumer.IncrementalAssign([new TopicPartitionOffset(partition, to)]);
    }

    /// <summary>Where to read on a partition that is to be read at an offset.</summary>
    /// <exception cref="KafkaFault">The log does not have it, and the policy is to stop.</exception>
    private long StartOf(int partition, long offset, LogRange log)
    {
        if (log.Resolve(offset, _options.OffsetPolicy) is not { } to)
        {
            var why = offset < log.Start ? "retention has deleted it" : "the topic was recreated or truncated";
            throw new KafkaFault(KafkaFaultKind.OffsetOutOfRange,
                $"Offset {offset} of {_options.EventsTopic}[{partition}] is not in the log, which holds {log.Start} to {log.End}: {why}; " +
                "begin a new epoch with offsets reset, or set offset_policy to earliest or latest");
        }

        if (to == offset) return to;
        Interlocked.Increment(ref _outOfRange);
        Interlocked.Add(ref _skipped, Math.Max(0, to - offset));
        Jumped(_logger, _options.EventsTopic, partition, offset, to);
        return to;
    }

    [LoggerMessage(EventId = 3020, Level = LogLevel.Warning, Message = "{Topic}[{Partition}]: offset {From} is not in the log; going on at {To}, as the policy says")]
    private static partial void Jumped(ILogger logger, string topic, int partition, long from, long to);
}
