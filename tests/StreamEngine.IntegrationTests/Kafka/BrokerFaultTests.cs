using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Kafka.Source;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Brokers that stop, move and refuse, of the embedded kind: what was to be read is read once and in order, what was to be published is there once.</summary>
public sealed class BrokerFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_06_a_sink_that_holds_everything_up_does_not_stop_the_polling_and_nobody_takes_the_partitions_away()
    {
        using var broker = Broker(1);
        var options = OptionsOf(broker);
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 1000).Select(i => ($"{i}", 1000L)));
        var lanes = new Lanes(1, capacity: 1);
        await using var source = await OpenAsync(options with { BatchRecords = 10 });
        var run = source.RunAsync(lanes.Writers, Stop);
        await Topic.UntilAsync(() => lanes.Waiting(0) == 1);
        var polls = new HashSet<DateTimeOffset>();
        await Topic.UntilAsync(() => polls.Add(source.LastPoll) && polls.Count >= 20); // while the lane takes nothing
        Assert.Equal(1, lanes.Waiting(0));
        Assert.True(await source.CommitAsync([0], Stop));
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => (long)i), (await lanes.ReadAsync(0, 1000)).Select(static r => r.Offset));
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task Fault_10_coordinators_and_leaders_that_move_between_ticks_cost_no_fact_and_no_commit()
    {
        using var broker = Broker(3);
        var options = OptionsOf(broker);
        await using var source = await OpenAsync(options);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic);
        for (var round = 0; round < 6; round++)
        {
            broker.SetTransactionCoordinator(options.TransactionalId, 1 + round % 3);
            broker.SetGroupCoordinator(options.GroupId, 1 + (round + 1) % 3);
            broker.SetLeader(options.TierChangesTopic, 0, 1 + (round + 2) % 3);
            await publisher.PublishAsync(Facts(options, round * 10, 10), Stop);
            Assert.True(await source.CommitAsync([round + 1], Stop));
        }

        AssertPublished(options, 60);
        Assert.Equal([6], source.Committed);
    }

    [Theory]
    [InlineData(KafkaRequest.FindCoordinator, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData(KafkaRequest.InitProducerId, ErrorCode.GroupLoadInProgress)]
    [InlineData(KafkaRequest.InitProducerId, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(KafkaRequest.AddPartitionsToTransaction, ErrorCode.ConcurrentTransactions)]
    [InlineData(KafkaRequest.AddPartitionsToTransaction, ErrorCode.Local_Transport)]
    [InlineData(KafkaRequest.Produce, ErrorCode.NotLeaderForPartition)]
    [InlineData(KafkaRequest.Produce, ErrorCode.Local_Transport)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.Local_Transport)]
    [InlineData(KafkaRequest.ListOffsets, ErrorCode.NotLeaderForPartition)]
    [InlineData(KafkaRequest.Fetch, ErrorCode.UnknownLeaderEpoch)]
    [InlineData(KafkaRequest.Fetch, ErrorCode.Local_Transport)]
    [InlineData(KafkaRequest.OffsetFetch, ErrorCode.GroupLoadInProgress)]
    [InlineData(KafkaRequest.OffsetCommit, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(KafkaRequest.OffsetCommit, ErrorCode.Local_Transport)]
    public async Task Fault_11_requests_that_fail_twice_cost_nothing(KafkaRequest request, ErrorCode error)
    {
        using var broker = Broker(1);
        var options = OptionsOf(broker);
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L)));
        broker.PushErrors(request, error, error);
        var lanes = new Lanes(1);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic);
        await using var source = await OpenAsync(options);
        var run = source.RunAsync(lanes.Writers, Stop);
        await publisher.PublishAsync(Facts(options, 0, 5), Stop);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (long)i), (await lanes.ReadAsync(0, 10)).Select(static r => r.Offset));
        Assert.True(await source.CommitAsync([10], Stop));
        AssertPublished(options, 5);
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task Fault_12_a_broker_that_answers_after_half_a_second_slows_everything_down_and_breaks_nothing()
    {
        using var broker = Broker(1);
        var options = OptionsOf(broker);
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 100).Select(i => ($"{i}", 1000L)));
        broker.SetRoundTrip(1, TimeSpan.FromMilliseconds(500));
        options = options with { StartTimeout = TimeSpan.FromSeconds(20) }; // a start asks for many things, one after the other
        var lanes = new Lanes(1);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic);
        await using var source = await OpenAsync(options);
        var run = source.RunAsync(lanes.Writers, Stop);
        for (var tick = 0; tick < 2; tick++) await publisher.PublishAsync(Facts(options, tick * 5, 5), Stop);
        Assert.Equal(100, (await lanes.ReadAsync(0, 100)).Count);
        Assert.True(await source.CommitAsync([100], Stop));
        AssertPublished(options, 10);
        Assert.False(run.IsCompleted);
    }

    internal static List<Fact> Facts(KafkaOptions options, int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new Fact(options.TierChangesTopic, "k"u8.ToArray(), $"f{i}", Encoding.UTF8.GetBytes($"{i}")))];

    /// <summary>Every fact is there once, in the order of publishing.</summary>
    internal static void AssertPublished(KafkaOptions options, int count) =>
        Assert.Equal(Enumerable.Range(0, count).Select(static i => $"{i}"), Topic.Read(options, options.TierChangesTopic, 1).Select(static r => Encoding.UTF8.GetString(r.Message.Value)));

    private static EmbeddedBroker Broker(int brokers)
    {
        var broker = new EmbeddedBroker(brokers);
        foreach (var topic in (string[])["live-events", .. new KafkaOptions().FactTopics, "live-events.dead-letters"]) broker.CreateTopic(topic, 1);
        return broker;
    }

    private static KafkaOptions OptionsOf(EmbeddedBroker broker) => new() { BootstrapServers = broker.BootstrapServers, Heartbeats = HeartbeatMode.Off, CheckCrcs = false };

    private static Task<KafkaEventSource> OpenAsync(KafkaOptions options) => KafkaEventSource.OpenAsync(options, new(), NullLogger.Instance, TimeProvider.System, Stop);
}
