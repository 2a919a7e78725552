using System.Buffers;
using System.Text;
using Confluent.Kafka;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class KafkaTierChangePublisherTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_tick_is_published_with_keys_ids_and_values(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        await using var publisher = await OpenAsync(options);
        await publisher.PublishAsync(1000, [], [], Stop);
        await publisher.PublishAsync(2000, [Change("达人1", 2000), Change("c2", 2000)], [], Stop);
        await publisher.PublishAsync(3000, [Change("c2", 3000)], [], Stop);
        var records = Topic.Read(options, options.TierChangesTopic, 2);
        Assert.Equal(["creator:c2:0:2000", "creator:c2:0:3000", "creator:达人1:0:2000"], records.Select(Id).Order(StringComparer.Ordinal));
        Assert.All(records, record => Assert.StartsWith(Encoding.UTF8.GetString(record.Message.Key) + ":0:", Id(record), StringComparison.Ordinal));
        Assert.All(records, record => Assert.Equal(Id(record), Encoding.UTF8.GetString(record.Message.Value)));
        Assert.Single(records.Where(static r => Id(r).Contains("c2", StringComparison.Ordinal)).Select(static r => r.Partition).Distinct());
        var positions = publisher.Positions[options.TierChangesTopic];
        for (var p = 0; p < 2; p++)
            Assert.Equal(records.Where(r => r.Partition.Value == p).Select(static r => r.Offset.Value + 1).DefaultIfEmpty(0).Max(), positions[p]);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Announcements_go_to_their_topics_with_the_changes_of_their_tick_and_are_not_published_again(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 1);
        Announcement[] announcements =
        [
            new(AnnouncementTopic.Milestones, "brand:极光"u8.ToArray(), "618:brand:极光", "{}"u8.ToArray()),
            new(AnnouncementTopic.SubsidyChanges, "product:m/p"u8.ToArray(), "618:product:m/p:0:2000", "{}"u8.ToArray()),
        ];
        await using (var first = await OpenAsync(options)) await first.PublishAsync(2000, [Change("a", 2000)], announcements, Stop);
        await using var second = await OpenAsync(options);
        await second.PublishAsync(2000, [Change("a", 2000)], announcements, Stop);
        await second.PublishAsync(3000, [], [announcements[0] with { Id = "618:brand:b" }], Stop);

        Assert.Equal(3, second.Skipped);
        Assert.Equal(["618:brand:极光", "618:brand:b"], Topic.Read(options, options.MilestonesTopic, 1).Select(Id));
        Assert.Equal("618:product:m/p:0:2000", Id(Assert.Single(Topic.Read(options, options.SubsidyChangesTopic, 1))));
        Assert.Empty(Topic.Read(options, options.HandoffAudiencesTopic, 1));
        Assert.Equal("creator:a:0:2000", Id(Assert.Single(Topic.Read(options, options.TierChangesTopic, 1))));
        Assert.Equal(options.FactTopics.Order(StringComparer.Ordinal), second.Positions.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Readers_see_nothing_of_a_tick_that_its_publisher_did_not_live_to_commit()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        using (var dying = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = options.BootstrapServers, TransactionalId = options.TransactionalId }).SetLogHandler(static (_, _) => { }).Build())
        {
            dying.InitTransactions(Topic.Deadline);
            dying.BeginTransaction();
            await dying.ProduceAsync(options.TierChangesTopic, new Message<Null, string> { Value = "half a tick" }, Stop);
        }

        await using var publisher = await OpenAsync(options); // fences the other and aborts what it left
        await publisher.PublishAsync(1000, [.. Enumerable.Range(0, 500).Select(i => Change($"c{i}", 1000))], [], Stop);
        Assert.Equal(500, Topic.Read(options, options.TierChangesTopic, 1).Count);
    }

    [Fact]
    public async Task Fault_05_a_publisher_that_another_has_taken_over_from_is_fenced()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        await using var older = await OpenAsync(options);
        await older.PublishAsync(1000, [Change("a", 1000)], [], Stop);
        await using var newer = await OpenAsync(options);
        await newer.PublishAsync(2000, [Change("a", 2000)], [], Stop);
        var fault = await Assert.ThrowsAsync<KafkaFault>(async () => await older.PublishAsync(2000, [Change("a", 2000)], [], Stop));
        Assert.Equal(KafkaFaultKind.Fenced, fault.Kind);
        Assert.Equal(2, Topic.Read(options, options.TierChangesTopic, 1).Count);
    }

    [Fact]
    public async Task Fault_11_a_tick_whose_transaction_the_broker_breaks_is_published_once_all_the_same()
    {
        using var broker = new EmbeddedBroker();
        foreach (var topic in new KafkaOptions().FactTopics) broker.CreateTopic(topic, 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, CheckCrcs = false };
        await using var publisher = await OpenAsync(options);
        broker.PushErrors(KafkaRequest.AddPartitionsToTransaction, ErrorCode.NotCoordinatorForGroup);
        await publisher.PublishAsync(1000, [Change("a", 1000), Change("b", 1000)], [], Stop);
        broker.PushErrors(KafkaRequest.EndTransaction, ErrorCode.GroupLoadInProgress, ErrorCode.Local_Transport);
        await publisher.PublishAsync(2000, [Change("a", 2000), Change("b", 2000)], [], Stop);
        Assert.Equal(4, Topic.Read(options, "tier-changes", 1).Count);
    }

    [Fact]
    public async Task Fault_10_a_broker_that_is_down_for_a_while_delays_a_tick_and_loses_nothing()
    {
        using var broker = new EmbeddedBroker();
        foreach (var topic in new KafkaOptions().FactTopics) broker.CreateTopic(topic, 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, CheckCrcs = false };
        await using var publisher = await OpenAsync(options);
        broker.SetDown(1);
        var publishing = publisher.PublishAsync(1000, [Change("a", 1000)], [], Stop).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => publishing.WaitAsync(TimeSpan.FromMilliseconds(700), Stop));
        broker.SetUp(1);
        await publishing.WaitAsync(Topic.Deadline, Stop);
        Assert.Single(Topic.Read(options, "tier-changes", 1));
    }

    private static string Id(ConsumeResult<byte[], byte[]> record) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("id"));

    private static async Task<KafkaTierChangePublisher> OpenAsync(KafkaOptions options) => new(
        await Publishers.FactsAsync(options, [.. options.FactTopics]), options.TierChangesTopic, static (output, change) => output.Write(Encoding.UTF8.GetBytes(change.ChangeId)), options.TopicOf);

    private static TierChange Change(string id, long tick) => new()
    {
        Kind = EntityKind.Creator,
        Id = id,
        Epoch = 0,
        Tick = tick,
        From = "L0",
        To = "L1",
        Score = 50,
        PreviousScore = null,
        Indicators = [],
        Reason = "score",
    };
}
