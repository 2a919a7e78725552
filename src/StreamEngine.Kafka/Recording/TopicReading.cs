using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;
using StreamEngine.Kafka.Offsets;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka.Recording;

/// <summary>Takes a record.</summary>
/// <param name="partition">Its partition.</param>
/// <param name="value">Its value; null for a tombstone.</param>
/// <param name="timestamp">Its timestamp, ms since the Unix epoch, or <see cref="RecordBatch.NoTimestamp"/>.</param>
public delegate void RecordVisitor(int partition, byte[]? value, long timestamp);

/// <summary>
/// Reads the events topic once, the whole of it or a range of record timestamps, up to the ends that it has when that begins: for a recording. No member of any group; commits nothing.
/// </summary>
public sealed class TopicReading
{
    private readonly KafkaOptions _options;
    private readonly ILogger _logger;

    private TopicReading(KafkaOptions options, IReadOnlyList<LogRange> ranges, ILogger logger) => (_options, Ranges, _logger) = (options, ranges, logger);

    /// <summary>What will be read of every partition.</summary>
    public IReadOnlyList<LogRange> Ranges { get; }

    /// <summary>Finds what is to be read.</summary>
    /// <param name="options">Brokers and topic.</param>
    /// <param name="from">A partition begins with its first record that is not older; null: with the oldest that the broker keeps.</param>
    /// <param name="to">A partition ends before its first record that is not older; null: at its present end.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">The broker does not answer or refuses, or the topic is missing.</exception>
    public static async Task<TopicReading> OpenAsync(KafkaOptions options, DateTimeOffset? from, DateTimeOffset? to, ILogger logger, CancellationToken stop)
    {
        using var offsets = await GroupOffsets.OpenAsync(options, logger, stop);
        var log = await offsets.LogAsync(stop);
        var starts = from is { } begin ? await offsets.AtTimeAsync(begin, stop) : null;
        var ends = to is { } end ? await offsets.AtTimeAsync(end, stop) : null;
        var ranges = log.Select((l, p) =>
        {
            var start = starts is null ? l.Start : Math.Max(l.Start, starts[p]);
            return new LogRange(start, Math.Max(start, ends is null ? l.End : Math.Min(l.End, ends[p])));
        });
        return new TopicReading(options, [.. ranges], logger);
    }

    /// <summary>Reads. Records of a partition come in order, of several by turns; on one thread.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public Task RunAsync(RecordVisitor visit, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return Task.Run(() => Read(visit, stop), stop);
    }

    private void Read(RecordVisitor visit, CancellationToken stop)
    {
        var topic = _options.EventsTopic;
        IReadOnlyDictionary<string, IReadOnlyList<long>> Positions(Func<LogRange, long> of) => new Dictionary<string, IReadOnlyList<long>> { [topic] = [.. Ranges.Select(of)] };
        new LogScan(_options, "recorder", "timestamp,topic", _logger).Read<byte[]?>(new Dictionary<string, int> { [topic] = Ranges.Count }, Positions(r => r.Start), record =>
        {
            var timestamp = record.Message.Timestamp;
            visit(record.Partition.Value, record.Message.Value, timestamp.Type == TimestampType.NotAvailable ? RecordBatch.NoTimestamp : timestamp.UnixTimestampMs);
            return true;
        }, stop, Positions(r => r.End));
    }
}
