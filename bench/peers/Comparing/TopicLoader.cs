using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Events;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Pipeline;
using StreamEngine.Simulator;

namespace StreamEngine.Peers.Comparing;

/// <summary>
/// Fills a topic with simulated events as a platform's producers would (keyed by merchant, Java's partitioner, lz4), and puts an end marker at the end of
/// every partition.
/// </summary>
internal static class TopicLoader
{
    private const long MinuteMs = 60_000;

    /// <summary>
    /// Traffic of a sales evening at an even rate. Late, repeated and broken events are left out: the rivals have no rules for them, and all must reach the
    /// same sums.
    /// </summary>
    public static SimulatorOptions Traffic(long events, double rate, int partitions) => new()
    {
        Merchants = 1000,
        ProductsPerMerchant = 10,
        Creators = 1000,
        Leaders = 50,
        Buyers = 200_000,
        Partitions = partitions,
        HistoryDays = 0,
        WarmUp = TimeSpan.Zero,
        Rush = TimeSpan.FromSeconds(events / rate),
        Tail = TimeSpan.Zero,
        MeanRate = rate,
        OpeningFactor = 1,
        DuplicateShare = 0,
        LateShare = 0,
        BrokenShare = 0,
        Heartbeats = false,
        TellStories = false,
    };

    private static bool TryWrite(KafkaTrafficWriter writer, in SimulatedRecord record) => writer.TryWrite(record.Partition, record.Key, record.Value, record.Timestamp);

    public static async Task<Input> FillAsync(Broker broker, string name, string topic, SimulatorOptions traffic)
    {
        await broker.CreateTopicAsync(topic, traffic.Partitions);
        using var writer = new KafkaTrafficWriter(new KafkaOptions { BootstrapServers = broker.Bootstrap, EventsTopic = topic }, NullLogger.Instance);
        var simulation = new Simulation(traffic);
        var decoder = new EventDecoder(maximumSkewMs: 300_000);
        long events = 0, counted = 0, creators = 0, bytes = 0, last = 0;
        while (simulation.MoveNext())
        {
            while (!TryWrite(writer, simulation.Current)) await Task.Delay(5);
            Count();
        }
        var end = ((last / MinuteMs) + 2) * MinuteMs + MinuteMs / 2;
        var marker = Encoding.UTF8.GetBytes($"{{\"type\":\"bench_end\",\"ts\":{end}}}");
        for (var p = 0; p < traffic.Partitions; p++)
        {
            if (!writer.TryWrite(p, default, marker, end)) throw new InvalidOperationException("the producer's queue is full");
        }
        await writer.FlushAsync(CancellationToken.None);
        return new Input(name, topic, traffic.Partitions, events, counted, creators, bytes, last, end, traffic.Rush < TimeSpan.FromMinutes(57));

        void Count()
        {
            var record = simulation.Current;
            events++;
            bytes += record.Value.Length;
            if (decoder.Decode(record.Value, RecordBatch.NoTimestamp, out var e, out _) != DecodeOutcome.Event) return;
            last = Math.Max(last, e.Time);
            if (!Reduced.FiveSums.TryOf(in e, out _, out _)) return;
            counted++;
            if (!e.Creator.IsEmpty) creators++;
        }
    }
}
