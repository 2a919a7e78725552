using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Opens publishers as the engine does: topics are asked for, and positions are a checkpoint's or none.</summary>
internal static class Publishers
{
    private static readonly Dictionary<string, IReadOnlyList<long>> None = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<KafkaFactPublisher> FactsAsync(KafkaOptions options, params string[] topics) => FactsAsync(options, None, topics);

    public static async Task<KafkaFactPublisher> FactsAsync(KafkaOptions options, IReadOnlyDictionary<string, IReadOnlyList<long>> positions, params string[] topics) =>
        await KafkaFactPublisher.OpenAsync(
            options, options.TransactionalId, await KafkaTopics.PrepareAsync(options, topics, NullLogger.Instance, Stop), positions, NullLogger.Instance, Stop);

    public static async Task<KafkaDeadLetterPublisher> DeadLettersAsync(KafkaOptions options, IReadOnlyDictionary<string, IReadOnlyList<long>>? positions = null) =>
        await KafkaDeadLetterPublisher.OpenAsync(
            options, await KafkaTopics.PrepareAsync(options, [options.DeadLettersTopic], NullLogger.Instance, Stop), positions ?? None, NullLogger.Instance, Stop);
}
