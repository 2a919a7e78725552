using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamEngine.Kafka.Clients;

/// <summary>
/// Reads topics once, from given positions to the ends that they have when it begins. A position that retention has passed means the log's start; one above the
/// log's end is a fault. Blocks; one thread.
/// </summary>
/// <param name="options">Brokers and patience.</param>
/// <param name="name">What the client is called in the log.</param>
/// <param name="fields">What is read of a record: as the client spells it; the topic must be among it.</param>
/// <param name="logger">Takes the client's log.</param>
internal sealed class LogScan(KafkaOptions options, string name, string fields, ILogger logger)
{
    private readonly ClientEvents _events = new(logger, name, options);

    /// <summary>Reads topics.</summary>
    /// <typeparam name="T">Keys and values: bytes, or <see cref="Ignore"/>.</typeparam>
    /// <param name="topics">Partitions of each topic.</param>
    /// <param name="from">Next offsets by partition, as a checkpoint has them; a topic or partition that is absent is read from the log's start.</param>
    /// <param name="visit">Takes a record, in order within its partition; false ends the scan.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The next offset of every partition behind what was read.</returns>
    /// <exception cref="KafkaFault">The broker does not answer or refuses, or a position is not one of this log.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Read<T>(
        IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<long>> from, Func<ConsumeResult<T, T>, bool> visit, CancellationToken stop)
    {
        var config = ClientConfigs.Consumer(options, topics.Values.Sum());
        config.ConsumeResultFields = fields;
        config.AutoOffsetReset = AutoOffsetReset.Earliest; // positions are checked; what retention takes while it reads is no fault
        using var consumer = new ConsumerBuilder<T, T>(config)
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
        try
        {
            return Read(consumer, topics, from, visit, stop);
        }
        catch (KafkaException e)
        {
            var topic = string.Join(", ", topics.Keys);
            throw e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown
                ? Faults.Unreachable(options, _events.Unreachable ?? e.Error.Reason, e)
                : Faults.Of(e.Error, options, topic, e);
        }
    }

    private Dictionary<string, IReadOnlyList<long>> Read<T>(
        IConsumer<T, T> consumer, IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<long>> from,
        Func<ConsumeResult<T, T>, bool> visit, CancellationToken stop)
    {
        var ends = topics.ToDictionary(static t => t.Key, static t => new long[t.Value]);
        var open = new Dictionary<TopicPartition, long>(); // the end of each that has something to read
        foreach (var (topic, partitions) in topics)
        {
            var positions = from.GetValueOrDefault(topic, []);
            if (positions.Count > partitions) throw Faults.FewerPartitions(topic, partitions, positions.Count);
            for (var p = 0; p < partitions; p++)
            {
                stop.ThrowIfCancellationRequested();
                var partition = new TopicPartition(topic, p);
                var log = consumer.QueryWatermarkOffsets(partition, options.StartTimeout);
                var start = Math.Max(log.Low.Value, p < positions.Count ? positions[p] : 0);
                if (start > log.High.Value) throw Faults.AboveTheEnd(partition, start, log.High.Value);
                ends[topic][p] = start;
                if (start < log.High.Value) open.Add(partition, log.High.Value);
            }
        }

        consumer.Assign(open.Keys.Select(p => new TopicPartitionOffset(p, ends[p.Topic][p.Partition.Value])));
        var silence = Stopwatch.StartNew();
        while (open.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            _events.ThrowIfFatal();
            if (silence.Elapsed > options.StartTimeout) throw Faults.Unreachable(options, _events.Unreachable);
            if (Next(consumer) is not { } record) continue;
            silence.Restart();
            if (!open.TryGetValue(record.TopicPartition, out var end)) continue; // behind its end
            if (record.IsPartitionEOF) end = record.Offset.Value; // nothing but transaction markers is left
            else if (record.Offset.Value < end && !visit(record)) break;
            else if (record.Offset.Value < end) ends[record.Topic][record.Partition.Value] = record.Offset.Value + 1;
            if (record.Offset.Value + (record.IsPartitionEOF ? 0 : 1) < end) continue;
            ends[record.Topic][record.Partition.Value] = end;
            open.Remove(record.TopicPartition);
        }

        return ends.ToDictionary(static e => e.Key, static e => (IReadOnlyList<long>)e.Value);
    }

    private static ConsumeResult<T, T>? Next<T>(IConsumer<T, T> consumer)
    {
        try
        {
            return consumer.Consume(TimeSpan.FromMilliseconds(100));
        }
        catch (ConsumeException e) when (e.Error.Code is not (ErrorCode.TopicAuthorizationFailed or ErrorCode.UnknownTopicOrPart))
        {
            return null; // the client tries again; silence ends the patience
        }
    }
}
