using System.Text;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Publishing;

/// <summary>How many facts a topic has for a reader of what is committed.</summary>
/// <param name="Records">Records of the topic.</param>
/// <param name="Distinct">Different ids among them.</param>
/// <param name="Broken">Records without an id, or whose value is not what their id says.</param>
public readonly record struct FactCount(long Records, long Distinct, long Broken)
{
    /// <summary>Reads a whole topic, to the end that it has now.</summary>
    /// <param name="options">The brokers.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="isWhole">Whether a value is that of an id.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or the topic is missing.</exception>
    public static async Task<FactCount> OfAsync(KafkaOptions options, string topic, Func<string, ReadOnlyMemory<byte>, bool> isWhole, ILogger logger, CancellationToken stop)
    {
        var topics = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = false }, [topic], logger, stop);
        var ids = new HashSet<string>();
        long records = 0, broken = 0;
        await Task.Run(() => new LogScan(options, "facts", "all", logger).Read<byte[]?>(topics, new Dictionary<string, IReadOnlyList<long>>(), record =>
        {
            records++;
            var id = record.Message.Headers.TryGetLastBytes(Fact.IdHeader, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
            if (id is null || !isWhole(id, record.Message.Value)) broken++;
            if (id is not null) ids.Add(id);
            return true;
        }, stop), stop);
        return new FactCount(records, ids.Count, broken);
    }
}
