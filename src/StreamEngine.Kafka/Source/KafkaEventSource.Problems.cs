using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Source;

// What the source does about errors of its partitions and of commits.
public sealed partial class KafkaEventSource
{
    private void Resolve(PartitionFeed feed)
    {
        var problem = feed.Problem!;
        feed.Problem = null;
        switch (problem.Code)
        {
            case ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange:
                LeaveTheGap(feed, problem);
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.TopicAuthorizationFailed:
                throw Faults.Of(problem, _options, _options.EventsTopic);
            default:
                _events.OnError(problem); // the client tries again
                break;
        }
    }

    private void LeaveTheGap(PartitionFeed feed, Error problem)
    {
        var partition = new TopicPartition(_options.EventsTopic, feed.Partition);
        var log = _consumer.QueryWatermarkOffsets(partition, _options.StartTimeout);
        var (from, low, high) = (feed.Position, log.Low.Value, log.High.Value);
        if (_options.OffsetPolicy == OffsetPolicy.Fail)
        {
            var why = from < low ? "retention has deleted it" : "the topic was recreated or truncated";
            throw new KafkaFault(KafkaFaultKind.OffsetOutOfRange,
                $"Offset {from} of {_options.EventsTopic}[{feed.Partition}] is not in the log, which holds {low} to {high}: {why}; " +
                $"reset the offsets, or set offset_policy to earliest or latest ({problem.Reason})");
        }

        var to = _options.OffsetPolicy == OffsetPolicy.Earliest ? low : high;
        Interlocked.Increment(ref _outOfRange);
        Interlocked.Add(ref _skipped, Math.Max(0, to - from));
        Jumped(_logger, _options.EventsTopic, feed.Partition, from, to);
        feed.Jump(to);
        _consumer.IncrementalUnassign([partition]);
        _consumer.IncrementalAssign([new TopicPartitionOffset(partition, to)]);
    }

    private void Commit(List<TopicPartitionOffset> positions)
    {
        try
        {
            _consumer.Commit(positions);
            _commitError = null;
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.GroupAuthorizationFailed)
        {
            throw Faults.Of(e.Error, _options, inner: e);
        }
        catch (KafkaException e)
        {
            _commitError = e.Error.Reason; // the next commit says the same and more
            NotCommitted(_logger, _options.GroupId, e.Error.Code);
        }
    }

    [LoggerMessage(EventId = 3021, Level = LogLevel.Warning, Message = "Offsets of group {Group} were not committed: {Code}; the next commit makes up for it")]
    private static partial void NotCommitted(ILogger logger, string group, ErrorCode code);

    [LoggerMessage(EventId = 3020, Level = LogLevel.Warning, Message = "{Topic}[{Partition}]: offset {From} is not in the log; going on at {To}, as the policy says")]
    private static partial void Jumped(ILogger logger, string topic, int partition, long from, long to);
}
