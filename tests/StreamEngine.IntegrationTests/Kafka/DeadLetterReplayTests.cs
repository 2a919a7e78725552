using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Events;
using StreamEngine.Kafka;
using StreamEngine.Kafka.DeadLetters;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class DeadLetterReplayTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Letters_are_found_by_reason_partition_time_and_id(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        await WriteAsync(options,
            new DeadLetter(0, 1, 1000, DeadLetterReason.Json, "a"u8.ToArray()),
            new DeadLetter(1, 1, 1000, DeadLetterReason.Json, "b"u8.ToArray()),
            new DeadLetter(1, 2, 1000, DeadLetterReason.Size, [0xff]));
        Topic.Write(options, options.DeadLettersTopic, 0, [("of somebody else", 1000L)]);
        Assert.Equal(["a", "b"], (await FindAsync(options, new() { Reason = "json" })).Letters.Select(static l => Encoding.UTF8.GetString(l.Value!)).Order());
        Assert.Equal([1L, 2], (await FindAsync(options, new() { Partition = 1 })).Letters.Select(static l => l.Offset).Order());
        Assert.Equal("b", Encoding.UTF8.GetString(Assert.Single((await FindAsync(options, new() { Id = "1/1" })).Letters).Value!));
        Assert.Equal("size", Assert.Single((await FindAsync(options, new() { Id = $"{options.EventsTopic}/1/2@1000" })).Letters).Reason);
        Assert.Empty((await FindAsync(options, new() { Until = DateTimeOffset.UnixEpoch.AddYears(30) })).Letters);
        Assert.Equal(3, (await FindAsync(options, new() { Since = DateTimeOffset.UnixEpoch.AddYears(30) })).Matching);
        var few = await FindAsync(options, new(), limit: 2);
        Assert.Equal((2, 3, 3, 1), (few.Letters.Count, few.Matching, few.Total, few.Foreign));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_replayed_record_has_its_key_partition_and_bytes_again_and_says_which_letter_it_was(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        Produce(options, 1, "m1", "{broken"u8.ToArray(), 5000);
        await WriteAsync(options,
            new DeadLetter(1, 0, 5000, DeadLetterReason.Json, "{broken"u8.ToArray()),
            new DeadLetter(1, 77, 5000, DeadLetterReason.Json, "gone from the log"u8.ToArray()));
        Assert.Equal(2, (await ReplayAsync(options)).Replayed);
        var replayed = Topic.Read(options, options.EventsTopic, 2).Where(static r => r.Message.Headers.Count > 0).OrderBy(static r => r.Offset.Value).ToList();
        Assert.Equal(["{broken", "gone from the log"], replayed.Select(static r => Encoding.UTF8.GetString(r.Message.Value)));
        Assert.Equal("m1", Encoding.UTF8.GetString(replayed[0].Message.Key));
        Assert.Null(replayed[1].Message.Key); // its record is not there to ask
        Assert.All(replayed, static r => Assert.Equal(1, r.Partition.Value));
        Assert.Equal($"{options.EventsTopic}/1/0@5000", Encoding.UTF8.GetString(Assert.Single(replayed[0].Message.Headers).GetValueBytes()));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_letter_that_was_replayed_is_not_replayed_again(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2);
        await WriteAsync(options, [.. Enumerable.Range(0, 250).Select(i => new DeadLetter(i % 2, i, 1000, DeadLetterReason.Json, [(byte)i]))]);
        Assert.Equal(new DeadLetterReplayCounts { Replayed = 250 }, await ReplayAsync(options));
        Assert.Equal(new DeadLetterReplayCounts { ReplayedBefore = 250 }, await ReplayAsync(options));
        Assert.Equal(250, Topic.Read(options, options.EventsTopic, 2).Count);
    }

    [Fact]
    public async Task Two_replays_at_once_replay_no_letter_twice()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        await WriteAsync(options, [.. Enumerable.Range(0, 300).Select(i => new DeadLetter(0, i, 1000, DeadLetterReason.Json, [(byte)i]))]);
        var letters = (await FindAsync(options, new(), limit: 1000)).Letters;
        await using var first = await DeadLetterReplay.OpenAsync(options, NullLogger.Instance, Stop);
        Assert.Equal(100, (await first.RunAsync([.. letters.Take(100)], Stop)).Replayed);
        await using var second = await DeadLetterReplay.OpenAsync(options, NullLogger.Instance, Stop);
        Assert.Equal((200, 100), await second.RunAsync(letters, Stop) is var counts ? (counts.Replayed, counts.ReplayedBefore) : default);
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => first.RunAsync([.. letters.Skip(100)], Stop));
        Assert.Equal(KafkaFaultKind.Fenced, fault.Kind);
        Assert.Equal(Enumerable.Range(0, 300).Select(static i => (byte)i), Topic.Read(options, options.EventsTopic, 1).Select(static r => r.Message.Value[0]));
    }

    [Fact]
    public async Task A_letter_that_was_too_large_for_its_topic_is_replayed_from_its_record_while_that_is_there()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        Produce(options, 0, "m1", [.. Enumerable.Repeat((byte)'x', 900_000)], 5000);
        var letters = new[] { Without(options, 0, 900_000), Without(options, 5, 900_000) };
        await using var replay = await DeadLetterReplay.OpenAsync(options, NullLogger.Instance, Stop);
        Assert.Equal(new DeadLetterReplayCounts { Replayed = 1, WithoutBytes = 1 }, await replay.RunAsync(letters, Stop));
        Assert.Equal([900_000, 900_000], Topic.Read(options, options.EventsTopic, 1).Select(static r => r.Message.Value.Length));
    }

    private static StoredDeadLetter Without(KafkaOptions options, long offset, int bytes) => new()
    {
        Id = $"{options.EventsTopic}/0/{offset}@5000",
        Topic = options.EventsTopic,
        Partition = 0,
        Offset = offset,
        Timestamp = 5000,
        Reason = "size",
        At = DateTimeOffset.UnixEpoch,
        Value = null,
        Bytes = bytes,
    };

    private static void Produce(KafkaOptions options, int partition, string key, byte[] value, long timestamp)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = options.BootstrapServers }).SetLogHandler(static (_, _) => { }).Build();
        producer.Produce(new TopicPartition(options.EventsTopic, partition),
            new Message<string, byte[]> { Key = key, Value = value, Timestamp = new Timestamp(timestamp, TimestampType.CreateTime) });
        producer.Flush(Topic.Deadline);
    }

    private static async Task WriteAsync(KafkaOptions options, params DeadLetter[] letters)
    {
        await using var publisher = await Publishers.DeadLettersAsync(options);
        foreach (var letter in letters) await publisher.WriteAsync(letter, Stop);
        await publisher.FlushAsync(Stop);
    }

    private static Task<DeadLetterSearch> FindAsync(KafkaOptions options, DeadLetterFilter filter, int limit = 100) =>
        DeadLetterSearch.RunAsync(options, filter.Matches, limit, newest: true, NullLogger.Instance, Stop);

    private static async Task<DeadLetterReplayCounts> ReplayAsync(KafkaOptions options)
    {
        await using var replay = await DeadLetterReplay.OpenAsync(options, NullLogger.Instance, Stop);
        return await replay.RunAsync((await FindAsync(options, new(), limit: 1000)).Letters, Stop);
    }
}
