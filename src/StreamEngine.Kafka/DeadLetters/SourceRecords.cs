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
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    public SourceRecords(KafkaOptions options, ILogger logger)
    {
        _options = options;
        var events = new ClientEvents(logger, "source lookup", options, brief: true);
        var config = ClientConfigs.Consumer(options, 1);
        config.ConsumeResultFields = "all";
        config.QueuedMaxMessagesKbytes = 1024; // one record is all that it takes
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) => events.OnError(error)).SetLogHandler((_, line) => events.OnLog(line)).Build();
    }

    /// <summary>The record of a letter; null when the log does not have it any more, or has another one in its place.</summary>
    public Message<byte[]?, byte[]?>? Find(StoredDeadLetter letter)
    {
        var place = new TopicPartition(_options.EventsTopic, letter.Partition);
        var log = _consumer.QueryWatermarkOffsets(place, _options.StartTimeout);
        if (letter.Offset < log.Low.Value || letter.Offset >= log.High.Value) return null;
        _consumer.Assign(new TopicPartitionOffset(place, letter.Offset));
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            if (_consumer.Consume(TimeSpan.FromMilliseconds(50)) is not { } record) continue;
            return !record.IsPartitionEOF && record.Offset.Value == letter.Offset && IsOf(record.Message, letter) ? record.Message : null;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    private static bool IsOf(Message<byte[]?, byte[]?> record, StoredDeadLetter letter) =>
        (letter.Timestamp is null || record.Timestamp.UnixTimestampMs == letter.Timestamp)
        && (letter.Value is { } value ? value.AsSpan().SequenceEqual(record.Value) && record.Value is not null : record.Value?.Length == letter.Bytes);
}
