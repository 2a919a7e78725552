using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Kafka;
using Xunit;

[assembly: AssemblyFixture(typeof(Brokers))]

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Which broker a test runs against.</summary>
public enum Broker
{
    Embedded,
    Real,
}

/// <summary>Both brokers, shared by all tests; each test uses topics of its own names.</summary>
public sealed class Brokers : IAsyncDisposable
{
    private static int _names;
    private readonly Lazy<EmbeddedBroker> _embedded = new(static () => new EmbeddedBroker());
    private readonly RealKafka _real = new();

    /// <summary>A name that no other test uses.</summary>
    public static string Unique(string name) => $"{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _names)}";

    /// <summary>Options for a broker, with topics of the test's own; the topics are there with the partitions asked for.</summary>
    public async Task<KafkaOptions> OptionsAsync(Broker broker, int partitions = 4)
    {
        var name = Unique("t");
        var options = new KafkaOptions
        {
            BootstrapServers = broker == Broker.Embedded ? _embedded.Value.BootstrapServers : await _real.BootstrapServersAsync(),
            EventsTopic = name + "-events",
            TierChangesTopic = name + "-tier-changes",
            DeadLettersTopic = name + "-dead-letters",
            TransactionalId = name,
            GroupId = name,
            StartTimeout = Topic.Deadline,
            CreateMissingTopics = true,
            TopicPartitions = partitions,
            Heartbeats = HeartbeatMode.Off,
            CheckCrcs = broker == Broker.Real,
        };
        string[] topics = [options.EventsTopic, options.TierChangesTopic, options.DeadLettersTopic];
        if (broker == Broker.Embedded) foreach (var topic in topics) _embedded.Value.CreateTopic(topic, partitions);
        await KafkaTopics.PrepareAsync(options, topics, NullLogger.Instance, TestContext.Current.CancellationToken);
        return options with { CreateMissingTopics = false };
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded.IsValueCreated) _embedded.Value.Dispose();
        await _real.DisposeAsync();
    }
}
