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
        if (broker == Broker.Real) return await OptionsAsync(await _real.BootstrapServersAsync(), partitions);
        var options = OptionsOf(_embedded.Value.BootstrapServers, partitions) with { CheckCrcs = false };
        foreach (var topic in TopicsOf(options)) _embedded.Value.CreateTopic(topic, partitions);
        return await PrepareAsync(options);
    }

    /// <summary>Options for a broker at an address, with topics of the test's own, which are created.</summary>
    public static Task<KafkaOptions> OptionsAsync(string bootstrapServers, int partitions) => PrepareAsync(OptionsOf(bootstrapServers, partitions));

    private static KafkaOptions OptionsOf(string bootstrapServers, int partitions)
    {
        var name = Unique("t");
        return new KafkaOptions
        {
            BootstrapServers = bootstrapServers,
            EventsTopic = name + "-events",
            TierChangesTopic = name + "-tier-changes",
            MilestonesTopic = name + "-milestones",
            HandoffAudiencesTopic = name + "-handoff-audiences",
            SubsidyChangesTopic = name + "-subsidy-changes",
            DeadLettersTopic = name + "-dead-letters",
            TransactionalId = name,
            GroupId = name,
            StartTimeout = Topic.Deadline,
            CreateMissingTopics = true,
            TopicPartitions = partitions,
            Heartbeats = HeartbeatMode.Off,
        };
    }

    private static async Task<KafkaOptions> PrepareAsync(KafkaOptions options)
    {
        await KafkaTopics.PrepareAsync(options, TopicsOf(options), NullLogger.Instance, TestContext.Current.CancellationToken);
        return options with { CreateMissingTopics = false };
    }

    private static string[] TopicsOf(KafkaOptions options) => [options.EventsTopic, .. options.FactTopics, options.DeadLettersTopic];

    public async ValueTask DisposeAsync()
    {
        if (_embedded.IsValueCreated) _embedded.Value.Dispose();
        await _real.DisposeAsync();
    }
}
