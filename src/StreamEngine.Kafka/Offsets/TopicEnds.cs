using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Offsets;

/// <summary>What a new epoch has to know of the topics that older ones published to.</summary>
public static class TopicEnds
{
    /// <summary>The next offset of every partition: whatever is published later is behind it.</summary>
    /// <param name="options">Brokers.</param>
    /// <param name="topics">Their names; all must be there.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">The broker does not answer or refuses, or a topic is missing.</exception>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> ReadAsync(
        KafkaOptions options, IReadOnlyCollection<string> topics, ILogger logger, CancellationToken stop)
    {
        var partitions = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = false }, topics, logger, stop);
        // What is not read has its end as its position.
        return await Task.Run(() => new LogScan(options, "ends", "topic", logger).Ends(partitions, stop), stop);
    }

    /// <summary>The highest epoch that a tier change on the topic is of; null when there is none.</summary>
    /// <exception cref="KafkaFault">The broker does not answer or refuses, or the topic is missing.</exception>
    public static async Task<int?> HighestEpochAsync(KafkaOptions options, ILogger logger, CancellationToken stop)
    {
        var topics = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = false }, [options.TierChangesTopic], logger, stop);
        int? highest = null;
        await Task.Run(() => new LogScan(options, "epochs", "headers,topic", logger).Read<Ignore>(topics, new Dictionary<string, IReadOnlyList<long>>(), record =>
        {
            if (record.Message.Headers.TryGetLastBytes(Publishing.Fact.IdHeader, out var id) && EpochOf(id) is { } epoch && !(epoch <= highest)) highest = epoch;
            return true;
        }, stop), stop);
        return highest;
    }

    /// <summary>The epoch in <c>kind:id:epoch:tick</c>; an id may have colons of its own.</summary>
    internal static int? EpochOf(ReadOnlySpan<byte> id)
    {
        var tick = id.LastIndexOf((byte)':');
        if (tick < 0) return null;
        var epoch = id[..tick].LastIndexOf((byte)':');
        return epoch >= 0 && int.TryParse(id[(epoch + 1)..tick], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
