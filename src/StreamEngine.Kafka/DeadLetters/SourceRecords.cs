using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.DeadLetters;

/// <summary>Looks up the records that dead letters are about: a letter has no key, and no value when it was too large. Not thread-safe; blocks.</summary>
internal sealed class SourceRecords : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly KafkaOptions _options;
    private readonly ClientEvents _events;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    public SourceRecords(KafkaOptions options, ILogger logger)
    {
        _options = options;
        _events = new ClientEvents(logger, "source lookup", options, brief: true);
        var config = ClientConfigs.Consumer(options, 1);
        config.ConsumeResultFields = "all";
        config.QueuedMaxMessagesKbytes = 1024; // one record is all that it takes
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>The record of a letter; null when the log does not have it any more, or has another one in its place.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public Message<byte[]?, byte[]?>? Find(StoredDeadLetter letter, CancellationToken stop)
    {
        var place = new TopicPartition(_options.EventsTopic, letter.Partition);
        var log = Questions.Ask(_options, _events, _options.EventsTopic, () => _consumer.QueryWatermarkOffsets(place, _options.StartTimeout), stop);
        if (letter.Offset < log.Low.Value || letter.Offset >= log.High.Value) return null;
        _consumer.Assign(new TopicPartitionOffset(place, letter.Offset));
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            if (Next() is not { } record) continue;
            return !record.IsPartitionEOF && record.Offset.Value == letter.Offset && IsOf(record.Message, letter) ? record.Message : null;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    private ConsumeResult<byte[]?, byte[]?>? Next()
    {
        try
        {
            return _consumer.Consume(TimeSpan.FromMilliseconds(50));
        }
        catch (ConsumeException)
        {
            return null; // the client tries again, or retention was faster
        }
    }

    private static bool IsOf(Message<byte[]?, byte[]?> record, StoredDeadLetter letter) =>
        (letter.Timestamp is null || record.Timestamp.UnixTimestampMs == letter.Timestamp)
        && (letter.Value is { } value ? value.AsSpan().SequenceEqual(record.Value) && record.Value is not null : record.Value?.Length == letter.Bytes);
}
