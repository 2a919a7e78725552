using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Source;

/// <summary>Appends heartbeats to silent partitions of the topic that is read, so that silence becomes part of the input. Called by the source's thread.</summary>
internal sealed class HeartbeatWriter : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly TimeSpan _idleAfter;
    private readonly TimeProvider _time;
    private readonly HeartbeatSchedule[] _schedules;
    private readonly int[] _outstanding;
    private readonly ClientEvents _events;
    private readonly IProducer<Null, byte[]> _producer;
    private readonly long _origin;
    private volatile KafkaFault? _fault;
    private long _sent;

    public HeartbeatWriter(KafkaOptions options, int partitions, TimeSpan tickInterval, TimeProvider time, ILogger logger)
    {
        _options = options;
        _idleAfter = options.IdleAfter ?? tickInterval;
        _time = time;
        _origin = time.GetTimestamp();
        _schedules = [.. Enumerable.Range(0, partitions).Select(_ => new HeartbeatSchedule(_idleAfter, tickInterval, TimeSpan.Zero))];
        _outstanding = new int[partitions];
        _events = new ClientEvents(logger, "heartbeats", options);
        _producer = new ProducerBuilder<Null, byte[]>(ClientConfigs.Heartbeats(options))
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>Heartbeats that the broker has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The client's last error.</summary>
    public string? LastError => _events.LastError;

    /// <summary>Recognises a heartbeat, of whomever, without decoding it: it does not end a partition's silence.</summary>
    public static bool IsHeartbeat(ReadOnlySpan<byte> value) => value.Length < 128 && value.StartsWith("{\"type\":\"heartbeat\""u8);

    /// <summary>An event other than a heartbeat was read from a partition.</summary>
    public void OnEvent(int partition) => _schedules[partition].OnEvent(Now);

    /// <summary>Appends a heartbeat if the partition is due for one.</summary>
    public void Serve(int partition, bool atEnd)
    {
        if (_fault is { } fault) throw fault;
        _events.ThrowIfFatal();
        // While the last one is still on its way - the broker may be down - another would only say less than a later one.
        if (Volatile.Read(ref _outstanding[partition]) != 0 || !_schedules[partition].TakeDue(Now, atEnd)) return;
        var received = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var ts = received - (long)_idleAfter.TotalMilliseconds;
        Volatile.Write(ref _outstanding[partition], 1);
        _producer.Produce(
            new TopicPartition(_options.EventsTopic, partition),
            new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes($$"""{"type":"heartbeat","ts":{{ts}},"received":{{received}}}""") },
            OnDelivered);
    }

    /// <summary>Leaves at once: a heartbeat that is still on its way is no loss.</summary>
    public void Dispose() => _producer.Dispose();

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    private void OnDelivered(DeliveryReport<Null, byte[]> report)
    {
        Volatile.Write(ref _outstanding[report.Partition.Value], 0);
        if (!report.Error.IsError) Interlocked.Increment(ref _sent);
        else if (report.Error.Code == ErrorCode.TopicAuthorizationFailed)
        {
            _fault = new KafkaFault(KafkaFaultKind.Authorization,
                $"The engine may not append heartbeats to topic {_options.EventsTopic}: grant WRITE on it, or set heartbeats to external and let its producers append them");
        }
        else _events.OnError(report.Error);
    }
}
