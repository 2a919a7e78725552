using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.IntegrationTests.EndToEnd;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Source;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Records that producers write twice, or that look like no event.</summary>
public sealed class InputFaultTests(Brokers brokers)
{
    private const int Partitions = 4;

    private static readonly string[] MoneyEvents = ["order_created", "order_paid", "order_shipped", "refund", "review", "complaint", "dispute_closed"];

    /// <summary>Small enough for the embedded broker to keep twice.</summary>
    private static readonly SimulatorOptions Simulated =
        World.Small with { DuplicateShare = 0, HistoryDays = 0, WarmUp = TimeSpan.FromSeconds(10), Rush = TimeSpan.FromSeconds(2), Tail = TimeSpan.FromSeconds(15) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_17_money_events_that_a_producer_wrote_twice_count_once()
    {
        var (once, twice) = (await OptionsAsync(), await OptionsAsync());
        using var world = new World();
        await World.WriteAsync(Simulated, once.Kafka);
        var repeated = Copy(once.Kafka, twice.Kafka, static value => MoneyEvents.Any(type => value.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal)));

        var expected = await World.RunAsync(once, new LiveRequest { RowsFolder = world.Folder("once") });
        var status = await World.RunAsync(twice, new LiveRequest { RowsFolder = world.Folder("twice") });

        Assert.True(expected.Applied > 1000 && repeated > 100, $"{expected.Applied} events and {repeated} of them twice");
        Assert.Equal(0, expected.Duplicate);
        Assert.Equal((expected.Applied, expected.Heartbeats), (status.Applied, status.Heartbeats));
        // Of what was written twice, the second is a duplicate, or as late or broken as the first.
        Assert.Equal(repeated, status.Duplicate + status.TooLate - expected.TooLate + status.DeadLetters - expected.DeadLetters);
        Assert.True(status.Duplicate > 100);
        foreach (var file in Directory.GetFiles(world.Folder("once")))
            Assert.Equal(await File.ReadAllBytesAsync(file, Stop), await File.ReadAllBytesAsync(Path.Combine(world.Folder("twice"), Path.GetFileName(file)), Stop));
        Assert.Equal(Changes(once.Kafka), Changes(twice.Kafka));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Fault_25_tombstones_missing_and_large_keys_empty_values_and_unknown_headers_are_counted_and_hurt_nothing(Broker broker)
    {
        var options = await OptionsAsync(broker);
        var plain = await OptionsAsync(broker);
        using var world = new World();
        await World.WriteAsync(Simulated with { BrokenShare = 0 }, plain.Kafka);
        Copy(plain.Kafka, options.Kafka, static _ => false);
        Produce(options.Kafka, 0, new() { Key = null, Value = null });
        Produce(options.Kafka, 1, new() { Key = [], Value = [] });
        Produce(options.Kafka, 2, new() { Key = new byte[900_000], Value = null, Headers = [new Header("unknown", new byte[1000]), new Header("none", null)] });
        Produce(options.Kafka, 3, new() { Key = [0xff], Value = "{}"u8.ToArray(), Headers = [new Header("traceparent", "x"u8.ToArray())] });

        var expected = await World.RunAsync(plain, new LiveRequest { RowsFolder = world.Folder("plain") });
        var status = await World.RunAsync(options, new LiveRequest { RowsFolder = world.Folder("odd") });

        Assert.Equal((expected.Applied, expected.TooLate, 2L, 2L), (status.Applied, status.TooLate, status.Tombstones, status.DeadLetters));
        Assert.Equal(Changes(plain.Kafka), Changes(options.Kafka));
        Assert.Equal(2, Topic.Read(options.Kafka, options.Kafka.DeadLettersTopic, Partitions).Count);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Fault_25_a_lane_gets_a_tombstone_as_no_value_and_an_empty_value_as_an_empty_one(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 1);
        Produce(options, 0, new() { Key = null, Value = null });
        Produce(options, 0, new() { Key = [1], Value = [] });
        var lanes = new Lanes(1);
        await using var source = await KafkaEventSource.OpenAsync(options, new() { UntilEnd = true }, NullLogger.Instance, TimeProvider.System, Stop);
        var run = source.RunAsync(lanes.Writers, Stop);
        Assert.Equal([null, ""], (await lanes.ReadAsync(0)).Select(static r => r.Value));
        await run;
    }

    private async Task<StreamEngineOptions> OptionsAsync(Broker broker = Broker.Embedded) => new()
    {
        Kafka = await brokers.OptionsAsync(broker, Partitions),
        Scoring = ConfigurationLoader.LoadText(null, [], new Dictionary<string, string>()).Options!.Scoring,
    };

    /// <summary>Copies a topic, some records twice; returns how many.</summary>
    private static int Copy(KafkaOptions from, KafkaOptions to, Func<string, bool> isTwice)
    {
        var repeated = 0;
        foreach (var partition in Topic.Read(from, from.EventsTopic, Partitions).GroupBy(static r => r.Partition.Value))
        {
            var records = new List<(byte[], long)>();
            foreach (var record in partition.OrderBy(static r => r.Offset.Value))
            {
                var copy = (record.Message.Value, record.Message.Timestamp.UnixTimestampMs);
                records.Add(copy);
                if (!isTwice(Encoding.UTF8.GetString(copy.Value))) continue;
                records.Add(copy);
                repeated++;
            }
            Topic.Write(to, to.EventsTopic, partition.Key, records);
        }
        return repeated;
    }

    private static void Produce(KafkaOptions options, int partition, Message<byte[]?, byte[]?> message)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = options.BootstrapServers })
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).SetLogHandler(static (_, _) => { }).Build();
        producer.Produce(new TopicPartition(options.EventsTopic, partition), message, static report => Assert.False(report.Error.IsError, report.Error.Reason));
        producer.Flush(Topic.Deadline);
    }

    private static List<string> Changes(KafkaOptions options) =>
        [.. Topic.Read(options, options.TierChangesTopic, Partitions).Select(static r => Encoding.UTF8.GetString(r.Message.Value)).Order(StringComparer.Ordinal)];
}
