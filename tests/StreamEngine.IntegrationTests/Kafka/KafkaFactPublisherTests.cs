using System.Text;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class KafkaFactPublisherTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Positions_are_there_for_every_partition_of_every_topic_before_anything_is_published(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 3);
        string[] topics = [options.TierChangesTopic, options.EventsTopic];
        Topic.Write(options, options.EventsTopic, 1, [("x", 1000L), ("y", 1000L)]);
        await using var publisher = await Publishers.FactsAsync(options, topics);
        Assert.Equal([0, 0, 0], publisher.Positions[options.TierChangesTopic]);
        Assert.Equal([0, 2, 0], publisher.Positions[options.EventsTopic]);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_successor_publishes_only_what_its_predecessor_did_not(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 3);
        IReadOnlyDictionary<string, IReadOnlyList<long>> checkpoint;
        await using (var first = await Publishers.FactsAsync(options, options.TierChangesTopic))
        {
            await first.PublishAsync(Facts(options.TierChangesTopic, 0, 10), Stop);
            checkpoint = first.Positions;
            await first.PublishAsync(Facts(options.TierChangesTopic, 10, 20), Stop);
        }

        await using var second = await Publishers.FactsAsync(options, checkpoint, options.TierChangesTopic);
        await second.PublishAsync(Facts(options.TierChangesTopic, 10, 20), Stop); // all of it is there
        Assert.Equal((10, 0), (second.Skipped, second.Published));
        await second.PublishAsync(Facts(options.TierChangesTopic, 20, 30), Stop);
        var records = Topic.Read(options, options.TierChangesTopic, 3);
        Assert.Equal(Enumerable.Range(0, 30).Select(static i => $"f{i}").Order(), records.Select(static r => Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("id"))).Order());
        await using var third = await Publishers.FactsAsync(options, options.TierChangesTopic); // without a checkpoint it reads everything
        await third.PublishAsync(Facts(options.TierChangesTopic, 0, 30), Stop);
        Assert.Equal((30, 0), (third.Skipped, third.Published));
        Assert.All(third.Positions[options.TierChangesTopic].Zip(second.Positions[options.TierChangesTopic]), static p => Assert.True(p.First >= p.Second));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Positions_stay_before_what_a_predecessor_published_until_it_is_asked_for(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 3);
        await using (var first = await Publishers.FactsAsync(options, options.TierChangesTopic)) await first.PublishAsync(Facts(options.TierChangesTopic, 0, 20), Stop);
        IReadOnlyDictionary<string, IReadOnlyList<long>> early, late;
        await using (var second = await Publishers.FactsAsync(options, options.TierChangesTopic)) // it went back to the beginning, and dies half-way again
        {
            early = second.Positions;
            await second.PublishAsync(Facts(options.TierChangesTopic, 0, 10), Stop);
            late = second.Positions;
        }

        Assert.Equal([0, 0, 0], early[options.TierChangesTopic]);
        Assert.True(late[options.TierChangesTopic].Sum() >= 10);
        await using var third = await Publishers.FactsAsync(options, late, options.TierChangesTopic);
        await third.PublishAsync(Facts(options.TierChangesTopic, 10, 21), Stop);
        Assert.Equal((10, 1), (third.Skipped, third.Published));
        Assert.True(third.Positions[options.TierChangesTopic].Sum() >= 21);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_checkpoint_made_while_old_facts_are_said_again_does_not_lead_to_repeats(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 3);
        await using (var first = await Publishers.FactsAsync(options, options.TierChangesTopic))
            await first.PublishAsync(Facts(options.TierChangesTopic, 0, 20), Stop);
        IReadOnlyDictionary<string, IReadOnlyList<long>> checkpoint;
        await using (var second = await Publishers.FactsAsync(options, options.TierChangesTopic))
        {
            await second.PublishAsync(Facts(options.TierChangesTopic, 0, 10), Stop);
            checkpoint = second.Positions; // and it dies before it has come to the other ten
        }

        await using var third = await Publishers.FactsAsync(options, checkpoint, options.TierChangesTopic);
        await third.PublishAsync(Facts(options.TierChangesTopic, 10, 20), Stop);
        Assert.Equal((10, 0), (third.Skipped, third.Published));
        await third.PublishAsync(Facts(options.TierChangesTopic, 20, 30), Stop); // facts of before the checkpoint are nobody's and hold nothing back
        Assert.Equal(30, Topic.Read(options, options.TierChangesTopic, 3).Count);
        await using var fourth = await Publishers.FactsAsync(options, third.Positions, options.TierChangesTopic);
        await fourth.PublishAsync(Facts(options.TierChangesTopic, 29, 30), Stop);
        Assert.Equal((0, 1), (fourth.Skipped, fourth.Published)); // its positions are behind everything again
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Facts_of_several_topics_go_out_together_each_with_its_headers_and_to_its_partition(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 3);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic, options.EventsTopic);
        await publisher.PublishAsync(
            [
                new(options.TierChangesTopic, "k"u8.ToArray(), "same-id", "a"u8.ToArray()),
                new(options.EventsTopic, null, "same-id", null) { Partition = 2, Headers = [new("mark", "m"u8.ToArray())] },
            ], Stop);
        Assert.Equal("a", Encoding.UTF8.GetString(Assert.Single(Topic.Read(options, options.TierChangesTopic, 3)).Message.Value));
        var other = Assert.Single(Topic.Read(options, options.EventsTopic, 3));
        Assert.Equal((2, "m"), (other.Partition.Value, Encoding.UTF8.GetString(other.Message.Headers.GetLastBytes("mark"))));
        Assert.Null(other.Message.Value);
        Assert.Equal(1, publisher.Positions[options.EventsTopic][2]);
    }

    [Fact]
    public async Task Fault_14_a_position_that_retention_has_passed_is_read_from_the_start_of_the_log()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        await using (var first = await Publishers.FactsAsync(options, options.TierChangesTopic))
            await first.PublishAsync(Facts(options.TierChangesTopic, 0, 10), Stop);
        await RealKafka.DeleteBelowAsync(options, options.TierChangesTopic, 6);
        await using var second = await Publishers.FactsAsync(options, At(options, 2), options.TierChangesTopic);
        await second.PublishAsync(Facts(options.TierChangesTopic, 6, 12), Stop);
        Assert.Equal((4, 2), (second.Skipped, second.Published));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Fault_15_a_position_behind_the_end_of_the_log_is_refused_with_what_to_do(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 1);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => Publishers.FactsAsync(options, At(options, 7), options.TierChangesTopic));
        Assert.Equal(KafkaFaultKind.OffsetOutOfRange, fault.Kind);
        Assert.Contains($"Position 7 of {options.TierChangesTopic}[0] is behind its end, 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("offsets reset", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_16_a_topic_with_more_partitions_than_its_checkpoint_is_read_as_a_whole_and_one_with_fewer_is_refused()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 2);
        await using (var first = await Publishers.FactsAsync(options, options.TierChangesTopic))
            await first.PublishAsync([.. Facts(options.TierChangesTopic, 0, 4).Select(static f => f with { Partition = 1 })], Stop);
        await using var grown = await Publishers.FactsAsync(options, At(options, 0), options.TierChangesTopic);
        await grown.PublishAsync(Facts(options.TierChangesTopic, 0, 4), Stop);
        Assert.Equal((4, 0), (grown.Skipped, grown.Published));
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => Publishers.FactsAsync(options, At(options, 0, 0, 0), options.TierChangesTopic));
        Assert.Equal(KafkaFaultKind.TopicChanged, fault.Kind);
    }

    private static List<Fact> Facts(string topic, int from, int to) =>
        [.. Enumerable.Range(from, to - from).Select(i => new Fact(topic, Encoding.UTF8.GetBytes($"k{i % 5}"), $"f{i}", Encoding.UTF8.GetBytes($"{i}")))];

    private static Dictionary<string, IReadOnlyList<long>> At(KafkaOptions options, params long[] positions) => new() { [options.TierChangesTopic] = positions };
}
