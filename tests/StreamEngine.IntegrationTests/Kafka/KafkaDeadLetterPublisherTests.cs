using System.Text;
using Confluent.Kafka;
using StreamEngine.Events;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class KafkaDeadLetterPublisherTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_dead_letter_has_the_original_bytes_and_says_why_in_headers(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        byte[] bytes = [0xff, 0x00, (byte)'{', 0x80];
        await using var publisher = await Publishers.DeadLettersAsync(options);
        await publisher.WriteAsync(new DeadLetter(3, 42, 1000, DeadLetterReason.DuplicateField, bytes), Stop);
        await publisher.FlushAsync(Stop);
        var record = Assert.Single(Topic.Read(options, options.DeadLettersTopic, 2));
        Assert.Equal(bytes, record.Message.Value);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["id"] = $"{options.EventsTopic}/3/42@1000",
                ["__connect.errors.topic"] = options.EventsTopic,
                ["__connect.errors.partition"] = "3",
                ["__connect.errors.offset"] = "42",
                ["__connect.errors.stage"] = "DECODE",
                ["__connect.errors.exception.class.name"] = "StreamEngine.Events.DuplicateField",
                ["__connect.errors.exception.message"] = "duplicate_field",
                ["__connect.errors.timestamp"] = "1000",
            },
            record.Message.Headers.ToDictionary(static h => h.Key, static h => Encoding.UTF8.GetString(h.GetValueBytes())));
    }

    [Fact]
    public async Task A_dead_letter_of_more_than_a_mebibyte_fits_into_the_topic_that_was_made_for_it()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        var bytes = new byte[1_100_000];
        new Random(1).NextBytes(bytes); // it must not shrink by compression
        await using var publisher = await Publishers.DeadLettersAsync(options);
        await publisher.WriteAsync(new DeadLetter(0, 1, 1000, DeadLetterReason.Size, bytes), Stop);
        await publisher.FlushAsync(Stop);
        Assert.Equal(bytes, Assert.Single(Topic.Read(options, options.DeadLettersTopic, 1)).Message.Value);
    }

    [Fact]
    public async Task A_dead_letter_that_is_too_large_for_its_topic_is_published_without_its_value()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        options = options with { DeadLettersTopic = options.EventsTopic }; // a topic with the broker's own limit, 1 MiB
        var bytes = new byte[1_100_000];
        new Random(1).NextBytes(bytes);
        await using var publisher = await Publishers.DeadLettersAsync(options);
        await publisher.WriteAsync(new DeadLetter(0, 1, 1000, DeadLetterReason.Size, bytes), Stop);
        await publisher.WriteAsync(new DeadLetter(0, 2, 1000, DeadLetterReason.Json, "{"u8.ToArray()), Stop);
        await publisher.FlushAsync(Stop);
        var records = Topic.Read(options, options.DeadLettersTopic, 1).OrderBy(static r => r.Message.Value?.Length ?? 0).ToList();
        Assert.Equal(2, records.Count);
        Assert.Null(records[0].Message.Value);
        Assert.Equal("1100000", Encoding.UTF8.GetString(records[0].Message.Headers.GetLastBytes("__connect.errors.value.bytes")));
        Assert.Equal("{"u8.ToArray(), records[1].Message.Value);
    }

    [Fact]
    public async Task Fault_24_while_the_topic_cannot_be_written_writers_wait_and_nothing_is_lost()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events.dead-letters", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, DeadLettersInFlight = 10, CheckCrcs = false };
        await using var publisher = await Publishers.DeadLettersAsync(options);
        broker.SetDown(1);
        var written = 0;
        var writing = Task.Run(async () =>
        {
            for (; written < 25; written++) await publisher.WriteAsync(new DeadLetter(0, written, 1000, DeadLetterReason.Json, [(byte)written]), Stop);
            await publisher.FlushAsync(Stop);
        }, Stop);
        await Topic.UntilAsync(() => Volatile.Read(ref written) == 10);
        await Assert.ThrowsAsync<TimeoutException>(() => writing.WaitAsync(TimeSpan.FromMilliseconds(500), Stop));
        Assert.Equal(10, Volatile.Read(ref written));
        broker.SetUp(1);
        await writing.WaitAsync(Topic.Deadline, Stop);
        Assert.Equal(Enumerable.Range(0, 25).Select(static i => (byte)i), Topic.Read(options, "live-events.dead-letters", 1).Select(static r => r.Message.Value[0]));
    }

    [Fact]
    public async Task Fault_24_a_topic_that_may_not_be_written_stops_the_engine_with_its_name()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("live-events.dead-letters", 1);
        var options = new KafkaOptions { BootstrapServers = broker.BootstrapServers, CheckCrcs = false };
        await using var publisher = await Publishers.DeadLettersAsync(options);
        broker.PushErrors(KafkaRequest.Produce, ErrorCode.TopicAuthorizationFailed);
        await publisher.WriteAsync(new DeadLetter(0, 1, 1000, DeadLetterReason.Json, "{"u8.ToArray()), Stop);
        var fault = await Assert.ThrowsAsync<KafkaFault>(async () => await publisher.FlushAsync(Stop));
        Assert.Equal(KafkaFaultKind.Authorization, fault.Kind);
        Assert.Contains("live-events.dead-letters", fault.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_successor_publishes_no_letter_again_that_a_crash_left_behind_the_positions(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        IReadOnlyDictionary<string, IReadOnlyList<long>> checkpoint;
        await using (var first = await Publishers.DeadLettersAsync(options))
        {
            await WriteAsync(first, 0, 10);
            await first.FlushAsync(Stop);
            checkpoint = first.Positions;
            await WriteAsync(first, 10, 20);
            await first.FlushAsync(Stop);
        }

        await using var second = await Publishers.DeadLettersAsync(options, checkpoint);
        await WriteAsync(second, 10, 25);
        await second.FlushAsync(Stop);
        Assert.Equal((10, 5), (second.Skipped, second.Published));
        Assert.Equal(25, Topic.Read(options, options.DeadLettersTopic, 2).Select(static r => r.Message.Value[0]).Distinct().Count());
        Assert.Equal(25, Topic.Read(options, options.DeadLettersTopic, 2).Count);
    }

    [Fact]
    public async Task A_letter_of_a_topic_that_was_made_anew_is_another_letter()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 1);
        await using (var first = await Publishers.DeadLettersAsync(options))
        {
            await first.WriteAsync(new DeadLetter(0, 1, 1000, DeadLetterReason.Json, "old"u8.ToArray()), Stop);
            await first.FlushAsync(Stop);
        }

        await using var second = await Publishers.DeadLettersAsync(options);
        await second.WriteAsync(new DeadLetter(0, 1, 2000, DeadLetterReason.Json, "new"u8.ToArray()), Stop);
        await second.FlushAsync(Stop);
        Assert.Equal(2, Topic.Read(options, options.DeadLettersTopic, 1).Count);
    }

    [Fact]
    public async Task Fault_05_a_zombie_adds_no_dead_letter()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        await using var zombie = await Publishers.DeadLettersAsync(options);
        await WriteAsync(zombie, 0, 1);
        await zombie.FlushAsync(Stop);
        await using var newer = await Publishers.DeadLettersAsync(options, zombie.Positions);
        await WriteAsync(zombie, 1, 2);
        var fault = await Assert.ThrowsAsync<KafkaFault>(async () => await zombie.FlushAsync(Stop));
        Assert.Equal(KafkaFaultKind.Fenced, fault.Kind);
        Assert.Contains(options.TransactionalId + "-dead-letters", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KafkaFault>(() => WriteAsync(zombie, 2, 3));
        await WriteAsync(newer, 1, 2);
        await newer.FlushAsync(Stop);
        Assert.Equal(2, Topic.Read(options, options.DeadLettersTopic, 1).Count);
    }

    private static async Task WriteAsync(KafkaDeadLetterPublisher publisher, int from, int to)
    {
        for (var i = from; i < to; i++) await publisher.WriteAsync(new DeadLetter(i % 2, i / 2, 1000, DeadLetterReason.Json, [(byte)i]), Stop);
    }
}
