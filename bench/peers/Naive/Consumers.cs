using Confluent.Kafka;
using StreamEngine.Peers.Children;

namespace StreamEngine.Peers.Naive;

/// <summary>The consumer of the programs in C# that are no engine: Confluent's client, with the settings that its throughput depends on.</summary>
internal static class Consumers
{
    /// <summary>One that reads some partitions from their beginning.</summary>
    public static IConsumer<Ignore, byte[]> Open(ChildOptions options, IEnumerable<int> partitions)
    {
        var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = options.Bootstrap,
            GroupId = options.Run,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            CheckCrcs = true, // as Java's client does
            FetchQueueBackoffMs = 2, // 1000 by default: cuts throughput five to seven times
            FetchWaitMaxMs = 100,
            QueuedMinMessages = 1_000_000,
            QueuedMaxMessagesKbytes = 32 * 1024,
            ConsumeResultFields = "none", // no headers, no timestamps: less is allocated
        }).Build();
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(options.Topic, p, Offset.Beginning)));
        return consumer;
    }
}
