using Confluent.Kafka;
using StreamEngine.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>What a broker lets a producer do that another one with its transactional id has fenced while it was within a transaction.</summary>
public sealed class ProducerFencingTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_05_the_real_broker_shows_nothing_of_what_a_fenced_producer_had_begun()
    {
        var options = await brokers.OptionsAsync(Broker.Real, 1);
        Assert.Equal(["newer"], await FenceAsync(options));
    }

    /// <summary>
    /// The embedded broker does not know epochs of producers when they write, and shows what is not committed: a zombie on it can leave a fact behind, so tests of zombies
    /// as processes run on the real broker alone. Fails when the embedded one has learned it: then let them run on both.
    /// </summary>
    [Fact]
    public async Task The_embedded_broker_shows_what_a_fenced_producer_had_begun()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 1);
        Assert.Equal(["begun", "newer", "zombie"], await FenceAsync(options));
    }

    private static async Task<IEnumerable<string>> FenceAsync(KafkaOptions options)
    {
        using var older = Producer(options);
        older.InitTransactions(Topic.Deadline);
        older.BeginTransaction();
        await older.ProduceAsync(options.TierChangesTopic, new Message<Null, string> { Value = "begun" }, Stop);
        using var newer = Producer(options);
        newer.InitTransactions(Topic.Deadline);
        try
        {
            await older.ProduceAsync(options.TierChangesTopic, new Message<Null, string> { Value = "zombie" }, Stop);
            older.CommitTransaction(Topic.Deadline);
        }
        catch (KafkaException)
        {
            // Fenced, in one of the two.
        }
        newer.BeginTransaction();
        await newer.ProduceAsync(options.TierChangesTopic, new Message<Null, string> { Value = "newer" }, Stop);
        newer.CommitTransaction(Topic.Deadline);
        return Topic.Read(options, options.TierChangesTopic, 1).Select(static r => System.Text.Encoding.UTF8.GetString(r.Message.Value)).Order(StringComparer.Ordinal);
    }

    private static IProducer<Null, string> Producer(KafkaOptions options) =>
        new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = options.BootstrapServers, TransactionalId = options.TransactionalId }).SetLogHandler(static (_, _) => { }).Build();
}
