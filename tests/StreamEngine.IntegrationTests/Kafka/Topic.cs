using System.Text;
using Confluent.Kafka;
using StreamEngine.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Writes to and reads from topics as anyone outside of the engine does, with a plain client.</summary>
internal static class Topic
{
    /// <summary>How long anything that happens at all may take, on a machine that has much else to do.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a condition.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Deadline, $"The condition did not come true within {Deadline}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Writes records of a partition, in order.</summary>
    public static void Write(KafkaOptions options, string topic, int partition, IEnumerable<(string Value, long Timestamp)> records)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = options.BootstrapServers, EnableIdempotence = true, LingerMs = 1 }).SetLogHandler(static (_, _) => { }).Build();
        foreach (var (value, timestamp) in records)
        {
            producer.Produce(new TopicPartition(topic, partition), new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(value), Timestamp = new Timestamp(timestamp, TimestampType.CreateTime) });
        }

        producer.Flush(Deadline);
    }

    /// <summary>Writes records in one transaction, which is then committed or aborted.</summary>
    public static void WriteTransaction(KafkaOptions options, string topic, int partition, bool commit, params string[] values)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = options.BootstrapServers, TransactionalId = Brokers.Unique("tx") }).SetLogHandler(static (_, _) => { }).Build();
        producer.InitTransactions(Deadline);
        producer.BeginTransaction();
        foreach (var value in values) producer.Produce(new TopicPartition(topic, partition), new Message<Null, string> { Value = value });
        producer.Flush(Deadline);
        if (commit) producer.CommitTransaction(Deadline);
        else producer.AbortTransaction(Deadline);
    }

    /// <summary>Reads a topic's partitions with read_committed until <paramref name="enough"/> says so, or to their ends.</summary>
    public static List<ConsumeResult<byte[], byte[]>> Read(KafkaOptions options, string topic, int partitions, Func<List<ConsumeResult<byte[], byte[]>>, bool>? enough = null)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = options.BootstrapServers,
            GroupId = Brokers.Unique("reader"),
            EnablePartitionEof = true,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).SetLogHandler(static (_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        var open = Enumerable.Range(0, partitions).ToHashSet();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            Assert.True(clock.Elapsed < Deadline, $"Only {records.Count} records of {topic} within {Deadline}.");
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result) continue;
            if (result.IsPartitionEOF) open.Remove(result.Partition.Value);
            else records.Add(result);
            if (enough?.Invoke(records) ?? open.Count == 0) break;
        }

        consumer.Close();
        return records;
    }
}
