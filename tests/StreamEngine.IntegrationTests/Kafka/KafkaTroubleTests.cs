using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Native;
using StreamEngine.Kafka.Source;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class KafkaTroubleTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_native_module_is_the_one_that_the_client_has_loaded()
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { GroupId = "x" }).Build();
        Assert.NotEqual(0, ClientHandle.Of(consumer));
        Assert.Equal(Library.Version, LibRdKafka.rd_kafka_version());
        if (!OperatingSystem.IsLinux()) return;
        var loaded = File.ReadLines("/proc/self/maps").Where(static line => line.Contains("librdkafka", StringComparison.Ordinal));
        Assert.Single(loaded.Select(static line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct());
    }

    [Fact]
    public async Task Fault_10_reading_goes_on_after_the_broker_was_down()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off };
        Topic.Write(options, "live-events", 0, [("a", 1000L)]);
        var lanes = new Lanes(1);
        await using var source = await OpenAsync(options, new());
        var run = source.RunAsync(lanes.Writers, Stop);
        Assert.Single(await lanes.ReadAsync(0, 1));
        broker.SetDown(1);
        await Topic.UntilAsync(() => source.LastError is not null);
        broker.SetUp(1);
        Topic.Write(options, "live-events", 0, [("b", 1000L)]);
        Assert.Equal(["b"], (await lanes.ReadAsync(0, 1)).Select(static r => r.Value));
        await Topic.UntilAsync(() => source.LastError is null);
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task Fault_10_and_11_moved_leaders_and_request_errors_cost_no_record()
    {
        using var broker = new EmbeddedBroker(brokers: 3);
        broker.CreateTopic("live-events", 2);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off };
        var lanes = new Lanes(2);
        await using var source = await OpenAsync(options, new());
        var run = source.RunAsync(lanes.Writers, Stop);
        for (var round = 0; round < 3; round++)
        {
            broker.PushErrors(KafkaRequest.Fetch, ErrorCode.NotLeaderForPartition, ErrorCode.Local_Transport, ErrorCode.UnknownLeaderEpoch);
            for (var p = 0; p < 2; p++)
            {
                broker.SetLeader("live-events", p, 1 + (round + p) % 3);
                Topic.Write(options, "live-events", p, Enumerable.Range(0, 100).Select(i => ($"{i}", 1000L)));
                Assert.Equal(Enumerable.Range(round * 100, 100).Select(static i => (long)i), (await lanes.ReadAsync(p, 100)).Select(static r => r.Offset));
            }
        }

        Assert.False(run.IsCompleted);
    }

    [Theory, InlineData(KafkaProtocol.SaslPlaintext), InlineData(KafkaProtocol.Ssl)]
    public async Task Fault_35_a_broker_that_does_not_speak_the_protocol_is_one_line_without_the_password(KafkaProtocol protocol)
    {
        var options = await brokers.OptionsAsync(Broker.Real) with
        {
            StartTimeout = TimeSpan.FromSeconds(2),
            Security = new KafkaSecurity { Protocol = protocol, User = "engine", Password = new Secret("canary-7319") },
        };
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new()));
        Assert.DoesNotContain('\n', fault.Message);
        Assert.DoesNotContain("canary-7319", fault.ToString() + options, StringComparison.Ordinal);
        Assert.Contains(options.BootstrapServers, fault.Message, StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage(fault.Message);
    }

    private static Task<KafkaEventSource> OpenAsync(KafkaOptions options, KafkaSourceStart start) =>
        KafkaEventSource.OpenAsync(options, start, NullLogger.Instance, TimeProvider.System, Stop);
}
