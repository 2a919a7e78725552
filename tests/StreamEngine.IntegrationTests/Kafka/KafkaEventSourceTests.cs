using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Source;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class KafkaEventSourceTests(Brokers brokers)
{
    private static readonly KafkaSourceStart UntilEnd = new() { UntilEnd = true };
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task All_records_arrive_in_order_with_their_offsets_and_timestamps(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 3) with { BatchRecords = 100, BatchBytes = 1024 };
        for (var p = 0; p < 3; p++)
        {
            var partition = p;
            Topic.Write(options, options.EventsTopic, p, Enumerable.Range(0, 5000).Select(i => ($"{partition}:{i}", 1_750_000_000_000L + i)));
        }

        var lanes = new Lanes(3);
        await using var source = await OpenAsync(options, UntilEnd);
        var run = source.RunAsync(lanes.Writers, Stop);
        var read = await lanes.ReadAllAsync();
        await run;
        for (var p = 0; p < 3; p++)
        {
            var partition = p;
            Assert.Equal(Enumerable.Range(0, 5000).Select(i => new Lanes.Read($"{partition}:{i}", i, 1_750_000_000_000L + i)), read[p]);
        }
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Reading_goes_on_at_the_offsets_it_is_given(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        for (var p = 0; p < 2; p++) Topic.Write(options, options.EventsTopic, p, Enumerable.Range(0, 20).Select(i => ($"{i}", 1000L + i)));
        var lanes = new Lanes(2);
        await using var source = await OpenAsync(options, new() { Offsets = [7, 20], UntilEnd = true });
        var run = source.RunAsync(lanes.Writers, Stop);
        var read = await lanes.ReadAllAsync();
        await run;
        Assert.Equal(Enumerable.Range(7, 13).Select(static i => (long)i), read[0].Select(static r => r.Offset));
        Assert.Empty(read[1]);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_full_lane_holds_back_its_own_partition_and_no_other(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2) with { BatchRecords = 10 };
        for (var p = 0; p < 2; p++) Topic.Write(options, options.EventsTopic, p, Enumerable.Range(0, 10_000).Select(i => ($"{i}", 1000L + i)));
        var lanes = new Lanes(2, capacity: 2);
        await using var source = await OpenAsync(options, UntilEnd);
        var run = source.RunAsync(lanes.Writers, Stop);
        Assert.Equal(10_000, (await lanes.ReadAsync(1)).Count); // nobody reads lane 0
        await Topic.UntilAsync(() => lanes.Waiting(0) == 2);
        Assert.True(source.Lag(0, 0).Position < 100 && !run.IsCompleted);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(static i => (long)i), (await lanes.ReadAsync(0)).Select(static r => r.Offset));
        await run;
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_partition_that_is_too_far_ahead_waits_and_goes_on_later(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        for (var p = 0; p < 2; p++) Topic.Write(options, options.EventsTopic, p, Enumerable.Range(0, 100).Select(i => ($"{i}", 1000L + i)));
        var lanes = new Lanes(2);
        await using var source = await OpenAsync(options, UntilEnd);
        var ahead = 1;
        source.TooFarAhead = p => p == 0 && Volatile.Read(ref ahead) == 1;
        var run = source.RunAsync(lanes.Writers, Stop);
        Assert.Equal(100, (await lanes.ReadAsync(1)).Count);
        Assert.Equal(0, lanes.Waiting(0));
        Volatile.Write(ref ahead, 0);
        Assert.Equal(100, (await lanes.ReadAsync(0)).Count);
        await run;
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Until_end_ends_with_empty_partitions_and_behind_transaction_markers(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 4);
        Topic.WriteTransaction(options, options.EventsTopic, 0, commit: true, "a", "b");
        Topic.WriteTransaction(options, options.EventsTopic, 1, commit: false, "never");
        Topic.Write(options, options.EventsTopic, 2, [("c", 1000L)]);
        var lanes = new Lanes(4);
        await using var source = await OpenAsync(options, UntilEnd);
        var run = source.RunAsync(lanes.Writers, Stop);
        var read = await lanes.ReadAllAsync();
        await run;
        Assert.Equal(["a", "b"], read[0].Select(static r => r.Value));
        if (broker == Broker.Real) Assert.Empty(read[1]); // the embedded broker does not hide what was aborted
        Assert.Equal(["c"], read[2].Select(static r => r.Value));
        Assert.Empty(read[3]);
        Assert.All(Enumerable.Range(0, 4), p => Assert.Equal(0, source.Lag(p, read[p].Count).Messages));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task What_is_written_after_a_bounded_run_began_is_not_part_of_it(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 1);
        Topic.Write(options, options.EventsTopic, 0, [("before", 1000L)]);
        var lanes = new Lanes(1);
        await using var source = await OpenAsync(options, UntilEnd);
        Topic.Write(options, options.EventsTopic, 0, [("after", 2000L)]);
        var run = source.RunAsync(lanes.Writers, Stop);
        Assert.Equal(["before"], (await lanes.ReadAsync(0)).Select(static r => r.Value));
        await run;
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_stop_ends_the_run_without_completing_the_lanes(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 1);
        Topic.Write(options, options.EventsTopic, 0, [("x", 1000L)]);
        using var stop = new CancellationTokenSource();
        var lanes = new Lanes(1);
        await using var source = await OpenAsync(options, new());
        var run = source.RunAsync(lanes.Writers, stop.Token);
        Assert.Single(await lanes.ReadAsync(0, 1));
        await stop.CancelAsync();
        await run.WaitAsync(Topic.Deadline, Stop);
        Assert.True(lanes.Writers[0].TryWrite(new()));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_live_partition_tells_its_lag_in_messages_and_seconds(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        var written = DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_000_000);
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 10).Select(i => ($"{i}", 1_750_000_000_000L)));
        var lanes = new Lanes(2);
        await using var source = await OpenAsync(options, new());
        var run = source.RunAsync(lanes.Writers, Stop);
        Assert.Equal(10, (await lanes.ReadAsync(0, 10)).Count);
        var behind = source.Lag(0, 4);
        Assert.Equal((6, 3.0), (behind.Messages, behind.Seconds(written.AddSeconds(3))));
        var done = source.Lag(0, 10);
        Assert.Equal((0, 0.0), (done.Messages, done.Seconds(written.AddSeconds(3))));
        Assert.Equal(0, source.Lag(1, 0).Messages);
        Assert.Null(source.LastError);
        Assert.False(run.IsCompleted);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Commits_can_be_read_by_anyone(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        Topic.Write(options, options.EventsTopic, 0, [("x", 1000L)]);
        await using var source = await OpenAsync(options, new());
        await source.CommitAsync([1, 0], Stop);
        Assert.Null(source.LastError);
        using var other = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = options.BootstrapServers, GroupId = options.GroupId }).Build();
        var committed = other.Committed([new(options.EventsTopic, 0), new(options.EventsTopic, 1)], Topic.Deadline);
        Assert.Equal([1, 0], committed.Select(static c => c.Offset.Value));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task One_error_names_all_missing_topics(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => KafkaTopics.PrepareAsync(options, ["no-such-1", options.EventsTopic, "no-such-2"], NullLogger.Instance, Stop));
        Assert.Equal(KafkaFaultKind.MissingTopic, fault.Kind);
        Assert.Contains("no-such-1, no-such-2", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Missing_topics_are_created_when_the_options_allow_it(Broker broker)
    {
        var name = Brokers.Unique("created");
        var options = await brokers.OptionsAsync(broker) with { CreateMissingTopics = true, TopicPartitions = 4 };
        Assert.Equal(4, (await KafkaTopics.PrepareAsync(options, [name], NullLogger.Instance, Stop))[name]);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_one_line_within_seconds()
    {
        var clock = Stopwatch.StartNew();
        var options = new KafkaOptions { BootstrapServers = "127.0.0.1:9", StartTimeout = TimeSpan.FromSeconds(0.5) };
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => OpenAsync(options, new()));
        Assert.Equal(KafkaFaultKind.Unreachable, fault.Kind);
        Assert.Contains("127.0.0.1:9", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    private static Task<KafkaEventSource> OpenAsync(KafkaOptions options, KafkaSourceStart start) =>
        KafkaEventSource.OpenAsync(options, start, NullLogger.Instance, TimeProvider.System, Stop);
}
