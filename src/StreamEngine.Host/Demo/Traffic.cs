using Confluent.Kafka;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Pacing;

namespace StreamEngine.Host.Demo;

/// <summary>The simulated platform as a producer: a paced simulation into the topic of events, never far ahead of the engine. Runs on a task of its own.</summary>
internal sealed class Traffic : IDisposable
{
    /// <summary>Records that the client may hold back: little against what the broker keeps.</summary>
    private const int QueuedRecords = 10_000;

    private readonly string _topic;
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly PacedRun _run;
    private readonly TimeProvider _time;
    private readonly long[] _delivered;
    private readonly Action<DeliveryReport<byte[]?, byte[]>> _report;
    private long _queued;
    private Error? _error;

    public Traffic(Simulation simulation, double speed, int partitions, string bootstrapServers, string topic, TimeProvider time)
    {
        Simulation = simulation;
        InFlight = new InFlight(partitions);
        _topic = topic;
        _time = time;
        _delivered = new long[partitions];
        _report = Delivered;
        _producer = new ProducerBuilder<byte[]?, byte[]>(Configuration(bootstrapServers)).SetLogHandler(static (_, _) => { }).Build();
        _run = new PacedRun(simulation, new PaceOptions { Speed = speed }, Send, time);
    }

    /// <summary>The platform; its counts may be read while it runs.</summary>
    public Simulation Simulation { get; }

    /// <summary>What the engine has not processed yet.</summary>
    public InFlight InFlight { get; }

    /// <summary>Simulated time, ms since the Unix epoch; 0 before the first record.</summary>
    public long SimulatedTime => _run.SimulatedTime;

    /// <summary>What the broker has of each partition.</summary>
    public long[] DeliveredNow() => [.. Enumerable.Range(0, _delivered.Length).Select(p => Volatile.Read(ref _delivered[p]))];

    /// <summary>Sends until the simulation ends.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="KafkaException">The broker does not take the records.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await _run.RunAsync(stop);
        _producer.Flush(stop);
    }

    public void Dispose() => _producer.Dispose();

    private bool Send(in SimulatedRecord record)
    {
        if (Volatile.Read(ref _error) is { } error) throw new KafkaException(error);
        if (Interlocked.Read(ref _queued) >= QueuedRecords || !InFlight.TryEnter(record.Partition, record.Value.Length)) return false;
        // The gateway's time is in the record as `received`; the record's own timestamp is when it is sent, so that lag in seconds is true.
        // The engine takes the earlier of the two, so a clock that is behind the simulated evening gets the gateway's time here too.
        var sent = Math.Max(record.Timestamp, _time.GetUtcNow().ToUnixTimeMilliseconds());
        Interlocked.Increment(ref _queued);
        _producer.Produce(new TopicPartition(_topic, record.Partition), new Message<byte[]?, byte[]>
        {
            Key = record.Key.IsEmpty ? null : record.Key.ToArray(),
            Value = record.Value.ToArray(),
            Timestamp = new Timestamp(sent, TimestampType.CreateTime),
        }, _report);
        return true;
    }

    private void Delivered(DeliveryReport<byte[]?, byte[]> report)
    {
        Interlocked.Decrement(ref _queued);
        if (report.Error.IsError) Volatile.Write(ref _error, report.Error);
        else Volatile.Write(ref _delivered[report.Partition.Value], report.Offset.Value + 1);
    }

    private static ProducerConfig Configuration(string bootstrapServers) => new()
    {
        BootstrapServers = bootstrapServers,
        ClientId = "streamengine-simulator",
        EnableIdempotence = true, // keeps the order of a partition
        Acks = Acks.All,
        LingerMs = 5,
        CompressionType = CompressionType.Lz4, // the broker's 5 MiB hold more
        QueueBufferingMaxMessages = 2 * QueuedRecords,
        DeliveryReportFields = "none",
    };
}
