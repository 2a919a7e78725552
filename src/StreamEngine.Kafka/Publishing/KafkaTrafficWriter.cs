using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// Writes events to the topic that the engine reads, as a platform's own producers do: idempotent, to the partition that the caller names, with the caller's
/// timestamp. Records of a partition arrive in the order of their writing. One caller; counts may be read from anywhere.
/// </summary>
public sealed class KafkaTrafficWriter : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly ClientEvents _events;
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly Action<DeliveryReport<byte[]?, byte[]>> _onDelivered;
    private volatile KafkaFault? _fault;
    private long _written;

    /// <summary>Connects in the background.</summary>
    public KafkaTrafficWriter(KafkaOptions options, ILogger logger)
    {
        _options = options;
        _onDelivered = OnDelivered;
        _events = new ClientEvents(logger, "traffic", options);
        _producer = new ProducerBuilder<byte[]?, byte[]>(ClientConfigs.Traffic(options)).SetKeySerializer(Serializers.ByteArray!)
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>Records that the broker has taken.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>What the client complained about last; null when all is well.</summary>
    public string? LastError => _events.LastError;

    /// <summary>Takes a record; false when so much is on its way that it must be offered again later.</summary>
    /// <param name="partition">The partition of the events topic.</param>
    /// <param name="key">The merchant's id; empty for none.</param>
    /// <param name="value">The event.</param>
    /// <param name="timestamp">The record's timestamp, ms since the Unix epoch.</param>
    /// <exception cref="KafkaFault">The broker refuses, or has been away for too long: the order of what follows would have a hole.</exception>
    public bool TryWrite(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestamp)
    {
        ThrowIfRefused();
        var message = new Message<byte[]?, byte[]>
        {
            Key = key.IsEmpty ? null : key.ToArray(),
            Value = value.ToArray(),
            Timestamp = new Timestamp(timestamp, TimestampType.CreateTime),
        };
        try
        {
            _producer.Produce(new TopicPartition(_options.EventsTopic, partition), message, _onDelivered);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (ProduceException<byte[]?, byte[]> e)
        {
            throw Faults.Of(e.Error, _options, _options.EventsTopic, e);
        }
    }

    /// <summary>Returns when everything taken so far is acknowledged.</summary>
    /// <exception cref="KafkaFault">Something was not.</exception>
    public async Task FlushAsync(CancellationToken stop)
    {
        await Task.Run(() => _producer.Flush(stop), stop);
        ThrowIfRefused();
    }

    /// <summary>Leaves; what is still on its way may arrive or not.</summary>
    public void Dispose() => _producer.Dispose();

    private void OnDelivered(DeliveryReport<byte[]?, byte[]> report)
    {
        if (!report.Error.IsError)
        {
            Interlocked.Increment(ref _written);
            return;
        }

        if (report.Error.Code is ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight) return;
        _fault ??= report.Error.Code == ErrorCode.Local_MsgTimedOut
            ? new KafkaFault(KafkaFaultKind.Unreachable, $"Kafka at {_options.BootstrapServers} has not taken an event for a minute: {_events.Unreachable ?? report.Error.Reason}")
            : Faults.Of(report.Error, _options, _options.EventsTopic);
    }

    private void ThrowIfRefused()
    {
        if (_fault is { } fault) throw fault;
        _events.ThrowIfFatal();
    }
}
