using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Simulator;

namespace StreamEngine.Peers.Comparing;

/// <summary>Events at the clock's time and at an even rate, for a paced run. Few enough entities that tiers change within a minute.</summary>
internal sealed class PacedTraffic
{
    private const int Merchants = 200;

    /// <summary>From the start of the engine to the first event: a Java engine is up by then.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(12);

    /// <summary>From the last event to the end: what was read is worked off by then.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Broker _broker;
    private readonly CompareOptions _options;

    public PacedTraffic(Broker broker, string topic, CompareOptions options)
    {
        (_broker, _options) = (broker, options);
        Input = new Input("live", topic, options.Partitions, 0, 0, 0, 0, 0, long.MaxValue / 2, WithinAnHour: true);
    }

    /// <summary>The topic; nothing is known of its events.</summary>
    public Input Input { get; }

    public Task CreateTopicAsync() => _broker.CreateTopicAsync(Input.Topic, Input.Partitions);

    /// <summary>Produces all of it, each event when its time has come, and waits until what is read of it has been worked off.</summary>
    public async Task RunAsync()
    {
        var traffic = TopicLoader.Traffic((long)(_options.LiveRate * _options.LiveTime.TotalSeconds), _options.LiveRate, Input.Partitions);
        var simulation = new Simulation(traffic with
        {
            Merchants = Merchants,
            Creators = Merchants,
            Opening = TimeProvider.System.GetUtcNow() + Lead,
        });
        using var writer = new KafkaTrafficWriter(new KafkaOptions { BootstrapServers = _broker.Bootstrap, EventsTopic = Input.Topic }, NullLogger.Instance);
        while (simulation.MoveNext())
        {
            while (!TryProduce(writer, simulation.Current)) await Task.Delay(Pause);
        }
        await writer.FlushAsync(CancellationToken.None);
        await Task.Delay(Settle);
    }

    private static bool TryProduce(KafkaTrafficWriter writer, in SimulatedRecord record) =>
        record.Time <= TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()
        && writer.TryWrite(record.Partition, record.Key, record.Value, record.Timestamp);
}
