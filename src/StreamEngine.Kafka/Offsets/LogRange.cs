using Confluent.Kafka;

namespace StreamEngine.Kafka.Offsets;

/// <summary>What a partition's log holds.</summary>
/// <param name="Start">Offset of the oldest record that the broker keeps.</param>
/// <param name="End">Offset that the next record to be written gets.</param>
public readonly record struct LogRange(long Start, long End)
{
    /// <summary>
    /// Where reading begins that was to begin at an offset: there, or where the policy says if the log does not have it.
    /// </summary>
    /// <param name="offset">A checkpoint's offset.</param>
    /// <param name="policy">What an offset outside the log means.</param>
    /// <returns>Null: stop.</returns>
    public long? Resolve(long offset, OffsetPolicy policy)
    {
        if (offset >= Start && offset <= End) return offset;
        return policy switch
        {
            OffsetPolicy.Earliest => Start,
            OffsetPolicy.Latest => End,
            _ => null,
        };
    }

    /// <summary>The logs of the events topic. Blocks.</summary>
    internal static IReadOnlyList<LogRange> Of(IConsumer<Ignore, Ignore> consumer, KafkaOptions options, int partitions, CancellationToken stop)
    {
        var logs = new LogRange[partitions];
        for (var p = 0; p < partitions; p++)
        {
            stop.ThrowIfCancellationRequested();
            var ends = consumer.QueryWatermarkOffsets(new TopicPartition(options.EventsTopic, p), options.StartTimeout);
            logs[p] = new(ends.Low.Value, ends.High.Value);
        }

        return logs;
    }
}
