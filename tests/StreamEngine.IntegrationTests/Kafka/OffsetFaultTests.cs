using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Offsets;
using StreamEngine.Kafka.Source;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>What happens when the log is not what a checkpoint remembers, and when commits are lost.</summary>
public sealed class OffsetFaultTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_13_a_commit_that_is_lost_is_made_again()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off };
        await using var source = await OpenAsync(options, new());
        broker.PushErrors(KafkaRequest.OffsetCommit, ErrorCode.InvalidCommitOffsetSize, ErrorCode.Unknown);
        Assert.True(await source.CommitAsync([7], Stop));
        Assert.Null(source.LastError);
        Assert.Equal([7], source.Committed);
        Assert.Equal([7], await CommittedAsync(options));
    }

    [Fact]
    public async Task Fault_13_commits_that_keep_failing_stop_nothing_and_the_next_one_makes_up_for_them()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off };
        await using var source = await OpenAsync(options, new());
        broker.PushErrors(KafkaRequest.OffsetCommit, [.. Enumerable.Repeat(ErrorCode.InvalidCommitOffsetSize, 100)]);
        Assert.False(await source.CommitAsync([7], Stop));
        Assert.NotNull(source.LastError);
        Assert.Equal([null], source.Committed);
        broker.ClearErrors(KafkaRequest.OffsetCommit);
        Assert.True(await source.CommitAsync([9], Stop));
        Assert.Null(source.LastError);
        Assert.Equal([9], await CommittedAsync(options));
    }

    [Fact]
    public async Task Fault_13_a_group_that_may_not_be_used_is_a_fault()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off };
        await using var source = await OpenAsync(options, new());
        broker.PushErrors(KafkaRequest.OffsetCommit, ErrorCode.GroupAuthorizationFailed);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => source.CommitAsync([7], Stop));
        Assert.Equal(KafkaFaultKind.Authorization, fault.Kind);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_start_from_an_older_checkpoint_takes_no_commit_back(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        for (var p = 0; p < 2; p++) Topic.Write(options, options.EventsTopic, p, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L + i)));
        await using (var first = await OpenAsync(options, new())) Assert.True(await first.CommitAsync([8, 5], Stop));
        await using var second = await OpenAsync(options, new() { Offsets = [4, 4] });
        Assert.Equal([8, 5], second.Committed);
        Assert.True(await second.CommitAsync([6, 6], Stop));
        Assert.Equal([8, 6], await CommittedAsync(options));
        Assert.Equal([8, 6], second.Committed);
    }

    [Theory, InlineData(OffsetPolicy.Fail), InlineData(OffsetPolicy.Earliest), InlineData(OffsetPolicy.Latest)]
    public async Task Fault_14_a_position_that_retention_has_passed_is_a_policy_and_counted(OffsetPolicy policy)
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1) with { OffsetPolicy = policy };
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L)));
        await RealKafka.DeleteBelowAsync(options, options.EventsTopic, 6);
        if (policy == OffsetPolicy.Fail)
        {
            var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new() { Offsets = [2] }));
            Assert.Equal(KafkaFaultKind.OffsetOutOfRange, fault.Kind);
            Assert.Contains($"Offset 2 of {options.EventsTopic}[0] is not in the log, which holds 6 to 10: retention has deleted it", fault.Message, StringComparison.Ordinal);
            return;
        }

        var lanes = new Lanes(1);
        await using var source = await OpenAsync(options, new() { Offsets = [2] });
        var run = source.RunAsync(lanes.Writers, Stop);
        Assert.Equal(1, source.OutOfRange);
        Topic.Write(options, options.EventsTopic, 0, [("10", 1000L)]);
        long[] expected = policy == OffsetPolicy.Earliest ? [6, 7, 8, 9, 10] : [10];
        Assert.Equal(expected, (await lanes.ReadAsync(0, expected.Length)).Select(static r => r.Offset));
        Assert.Equal(expected[0] - 2, source.Skipped);
        Assert.False(run.IsCompleted);
    }

    [Theory, InlineData(OffsetPolicy.Fail), InlineData(OffsetPolicy.Earliest)]
    public async Task Fault_14_retention_that_overtakes_a_lane_while_it_waits_is_noticed(OffsetPolicy policy)
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1) with { OffsetPolicy = policy, PrefetchKilobytes = 1024, BatchRecords = 10 };
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 4000).Select(i => ($"{i}{new string('x', 2000)}", 1000L)));
        var lanes = new Lanes(1, capacity: 1); // nobody reads it, and 8 MB are more than the client fetches ahead
        await using var source = await OpenAsync(options, new() { Offsets = [0] });
        var run = source.RunAsync(lanes.Writers, Stop);
        await Topic.UntilAsync(() => lanes.Waiting(0) == 1);
        await RealKafka.DeleteBelowAsync(options, options.EventsTopic, 3990);
        var reading = lanes.ReadAsync(0, offset: 3999);
        if (policy == OffsetPolicy.Fail)
        {
            var fault = await Assert.ThrowsAsync<KafkaFault>(() => run.WaitAsync(Topic.Deadline, Stop));
            Assert.Contains("which holds 3990 to 4000: retention has deleted it", fault.Message, StringComparison.Ordinal);
            lanes.Writers[0].TryComplete();
            Assert.True((await reading).Count < 3990);
            return;
        }

        var read = await reading;
        Assert.Equal(1, source.OutOfRange);
        Assert.Equal(Enumerable.Range(3990, 10).Select(static i => (long)i), read[^10..].Select(static r => r.Offset));
        Assert.Equal(4000, read.Count + source.Skipped); // every record is read or counted
    }

    [Fact]
    public async Task Fault_14_what_the_embedded_broker_has_dropped_is_noticed()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off };
        Topic.Write(options, "live-events", 0, Enumerable.Range(0, 4000).Select(i => ($"{i}{new string('x', 2000)}", 1000L))); // it keeps 5 MiB
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new() { Offsets = [0] }));
        Assert.Equal(KafkaFaultKind.OffsetOutOfRange, fault.Kind);
        Assert.Contains("retention has deleted it", fault.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Fault_15_a_position_above_the_log_stops_with_what_to_do(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 1);
        Topic.Write(options, options.EventsTopic, 0, [("x", 1000L)]);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new() { Offsets = [500] }));
        Assert.Equal(KafkaFaultKind.OffsetOutOfRange, fault.Kind);
        Assert.Contains("recreated or truncated; begin a new epoch with offsets reset", fault.Message, StringComparison.Ordinal);
        var lanes = new Lanes(1);
        await using var source = await OpenAsync(options with { OffsetPolicy = OffsetPolicy.Latest }, new() { Offsets = [500] });
        var run = source.RunAsync(lanes.Writers, Stop);
        Topic.Write(options, options.EventsTopic, 0, [("y", 1000L)]);
        Assert.Equal("y", Assert.Single(await lanes.ReadAsync(0, 1)).Value);
        Assert.Equal((1, 0), (source.OutOfRange, source.Skipped));
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task Fault_15_a_topic_that_was_made_anew_is_not_taken_for_the_old_one_though_it_has_the_offsets()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        Topic.Write(options, options.EventsTopic, 0, [("old", 1000L)]);
        string id;
        await using (var before = await OpenAsync(options, new())) id = before.TopicId;
        await using (await OpenAsync(options, new() { Offsets = [1], TopicId = id })) { }
        using var admin = Admin(options);
        await RecreateAsync(admin, options, 1);
        Topic.Write(options, options.EventsTopic, 0, [("new", 1000L), ("new", 1000L)]);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new() { Offsets = [1], TopicId = id }));
        Assert.Equal(KafkaFaultKind.TopicChanged, fault.Kind);
        Assert.Contains("made anew", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_15_and_16_a_topic_that_grows_goes_away_or_is_made_anew_while_it_is_read_is_noticed()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 2);
        using var admin = Admin(options);
        var id = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([options.EventsTopic]))).TopicDescriptions[0].TopicId.ToString();
        using (var watch = new PartitionCountWatch(admin, options, 2, id))
        {
            for (var i = 0; i < 100; i++) watch.Serve(TimeSpan.Zero);
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = options.EventsTopic, IncreaseTo = 3 }]);
            Assert.Contains("has 3 partitions now and had 2", (await FaultAsync(watch)).Message, StringComparison.Ordinal);
        }

        using (var watch = new PartitionCountWatch(admin, options, 3, id))
        {
            await admin.DeleteTopicsAsync([options.EventsTopic]);
            Assert.Equal(KafkaFaultKind.MissingTopic, (await FaultAsync(watch)).Kind);
        }

        await RecreateAsync(admin, options, 3);
        using (var watch = new PartitionCountWatch(admin, options, 3, id))
            Assert.Contains("made anew", (await FaultAsync(watch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_16_a_topic_that_has_grown_since_the_checkpoint_is_refused_with_the_way_out()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 3);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new() { Offsets = [0, 0] }));
        Assert.Equal(KafkaFaultKind.TopicChanged, fault.Kind);
        Assert.Contains("replay the topic into a new epoch", fault.Message, StringComparison.Ordinal);
    }

    private static IAdminClient Admin(KafkaOptions options) => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = options.BootstrapServers }).Build();

    private static async Task RecreateAsync(IAdminClient admin, KafkaOptions options, int partitions)
    {
        try
        {
            await admin.DeleteTopicsAsync([options.EventsTopic]);
        }
        catch (DeleteTopicsException)
        {
            // It is gone already.
        }

        var made = false;
        await Topic.UntilAsync(() =>
        {
            try
            {
                admin.CreateTopicsAsync([new TopicSpecification { Name = options.EventsTopic, NumPartitions = partitions }]).Wait(Stop);
                made = true;
            }
            catch (AggregateException e) when (e.InnerException is CreateTopicsException)
            {
                // The old one is not gone yet.
            }

            return made;
        });
        await Topic.UntilAsync(() => admin.GetMetadata(options.EventsTopic, Topic.Deadline).Topics[0].Partitions.Count == partitions);
    }

    private static async Task<KafkaFault> FaultAsync(PartitionCountWatch watch)
    {
        KafkaFault? fault = null;
        await Topic.UntilAsync(() => (fault = Record.Exception(() => watch.Serve(TimeSpan.Zero)) as KafkaFault) is not null);
        return fault!;
    }

    private static async Task<IReadOnlyList<long?>> CommittedAsync(KafkaOptions options)
    {
        using var group = await GroupOffsets.OpenAsync(options, NullLogger.Instance, Stop);
        return await group.CommittedAsync(Stop);
    }

    private static Task<KafkaEventSource> OpenAsync(KafkaOptions options, KafkaSourceStart start) =>
        KafkaEventSource.OpenAsync(options, start, NullLogger.Instance, TimeProvider.System, Stop);
}
