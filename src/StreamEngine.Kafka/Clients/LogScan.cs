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
    /// <param name="to">Offsets by partition before which reading ends; absent: at the ends that the topics have.</param>
    /// <returns>The next offset of every partition behind what was read.</returns>
    /// <exception cref="KafkaFault">The broker does not answer or refuses, or a position is not one of this log.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Read<T>(
        IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<long>> from, Func<ConsumeResult<T, T>, bool> visit, CancellationToken stop,
        IReadOnlyDictionary<string, IReadOnlyList<long>>? to = null)
    {
        using var consumer = Open<T>(topics);
        try
        {
            return Read(consumer, topics, from, to, visit, stop);
        }
        catch (KafkaException e)
        {
            throw Faults.Of(e.Error, options, string.Join(", ", topics.Keys), e);
        }
    }

    /// <summary>The ends of topics, without reading them.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Ends(IReadOnlyDictionary<string, int> topics, CancellationToken stop)
    {
        using var consumer = Open<Ignore>(topics);
        return topics.ToDictionary(static t => t.Key, t => (IReadOnlyList<long>)Enumerable.Range(0, t.Value).Select(p => LogOf(consumer, new(t.Key, p), stop).High.Value).ToList());
    }

    private IConsumer<T, T> Open<T>(IReadOnlyDictionary<string, int> topics)
    {
        var config = ClientConfigs.Consumer(options, topics.Values.Sum());
        config.ConsumeResultFields = fields;
        config.AutoOffsetReset = AutoOffsetReset.Earliest; // positions are checked; what retention takes while it reads is no fault
        return new ConsumerBuilder<T, T>(config).SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    private WatermarkOffsets LogOf<T>(IConsumer<T, T> consumer, TopicPartition partition, CancellationToken stop) =>
        Questions.Ask(options, _events, partition.Topic, () => consumer.QueryWatermarkOffsets(partition, options.StartTimeout), stop);

    private Dictionary<string, IReadOnlyList<long>> Read<T>(
        IConsumer<T, T> consumer, IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<long>> from,
        IReadOnlyDictionary<string, IReadOnlyList<long>>? to, Func<ConsumeResult<T, T>, bool> visit, CancellationToken stop)
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
                var log = LogOf(consumer, partition, stop);
                var start = Math.Max(log.Low.Value, p < positions.Count ? positions[p] : 0);
                if (start > log.High.Value) throw Faults.AboveTheEnd(partition, start, log.High.Value);
                ends[topic][p] = start;
                var last = to is null ? log.High.Value : Math.Min(log.High.Value, to[topic][p]);
                if (start < last) open.Add(partition, last);
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
            if (to is not null) consumer.Pause([record.TopicPartition]); // there is more behind
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
