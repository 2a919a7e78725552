using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
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

    [Fact]
    public async Task Fault_13_a_commit_that_fails_is_kept_as_the_last_error_and_stops_nothing()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off };
        await using var source = await OpenAsync(options, new());
        broker.PushErrors(KafkaRequest.OffsetCommit, ErrorCode.InvalidCommitOffsetSize);
        await source.CommitAsync([0], Stop);
        Assert.NotNull(source.LastError);
        await source.CommitAsync([0], Stop);
        Assert.Null(source.LastError);
    }

    [Theory, InlineData(OffsetPolicy.Fail), InlineData(OffsetPolicy.Earliest), InlineData(OffsetPolicy.Latest)]
    public async Task Fault_14_a_position_that_retention_has_passed_is_a_policy_and_counted(OffsetPolicy policy)
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1) with { OffsetPolicy = policy };
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L)));
        await DeleteBelowAsync(options, 6);
        var lanes = new Lanes(1);
        await using var source = await OpenAsync(options, new() { Offsets = [2] });
        var run = source.RunAsync(lanes.Writers, Stop);
        if (policy == OffsetPolicy.Fail)
        {
            var fault = await Assert.ThrowsAsync<KafkaFault>(() => run.WaitAsync(Topic.Deadline, Stop));
            Assert.Equal(KafkaFaultKind.OffsetOutOfRange, fault.Kind);
            Assert.Contains($"Offset 2 of {options.EventsTopic}[0] is not in the log, which holds 6 to 10", fault.Message, StringComparison.Ordinal);
            return;
        }

        await Topic.UntilAsync(() => source.OutOfRange == 1);
        Topic.Write(options, options.EventsTopic, 0, [("10", 1000L)]);
        long[] expected = policy == OffsetPolicy.Earliest ? [6, 7, 8, 9, 10] : [10];
        Assert.Equal(expected, (await lanes.ReadAsync(0, expected.Length)).Select(static r => r.Offset));
        Assert.Equal(expected[0] - 2, source.Skipped);
    }

    [Fact]
    public async Task Fault_15_a_position_above_the_log_stops_with_what_to_do()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 1);
        Topic.Write(options, options.EventsTopic, 0, [("x", 1000L)]);
        await using var source = await OpenAsync(options, new() { Offsets = [500] });
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => source.RunAsync(new Lanes(1).Writers, Stop).WaitAsync(Topic.Deadline, Stop));
        Assert.Equal(KafkaFaultKind.OffsetOutOfRange, fault.Kind);
        Assert.Contains("recreated", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_16_a_topic_that_has_grown_is_noticed()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 2);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = options.BootstrapServers }).Build();
        using var watch = new PartitionCountWatch(admin, options, 2);
        await Topic.UntilAsync(() =>
        {
            watch.Serve(TimeSpan.Zero);
            return true;
        });
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = options.EventsTopic, IncreaseTo = 3 }]);
        KafkaFault? fault = null;
        await Topic.UntilAsync(() => (fault = Record.Exception(() => watch.Serve(TimeSpan.Zero)) as KafkaFault) is not null);
        Assert.Equal(KafkaFaultKind.TopicChanged, fault!.Kind);
        Assert.Contains("has 3 partitions now and had 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offsets_of_another_number_of_partitions_are_refused()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 2);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new() { Offsets = [0, 0, 0] }));
        Assert.Equal(KafkaFaultKind.TopicChanged, fault.Kind);
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

    private static async Task DeleteBelowAsync(KafkaOptions options, long offset)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { version = 1, partitions = new[] { new { topic = options.EventsTopic, partition = 0, offset } } }), Stop);
        await RealKafka.ToolAsync("delete-records", "--bootstrap-server", options.BootstrapServers, "--offset-json-file", file);
        File.Delete(file);
    }

    private static Task<KafkaEventSource> OpenAsync(KafkaOptions options, KafkaSourceStart start) =>
        KafkaEventSource.OpenAsync(options, start, NullLogger.Instance, TimeProvider.System, Stop);
}
