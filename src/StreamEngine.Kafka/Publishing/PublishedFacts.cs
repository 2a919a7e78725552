using System.IO.Hashing;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// The ids of facts that are on their topics already, behind the positions of a checkpoint, kept as 128-bit hashes: what a start need not publish again. To be read
/// after older owners of the transactional id have been fenced, who could still add to them. Thread-safe.
/// </summary>
internal sealed class PublishedFacts
{
    private readonly HashSet<UInt128> _ids;
    private volatile int _count;

    private PublishedFacts(HashSet<UInt128> ids, IReadOnlyDictionary<string, IReadOnlyList<long>> ends) => (_ids, _count, Ends) = (ids, ids.Count, ends);

    /// <summary>The next offset of every partition of every topic, behind the last fact there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Ends { get; }

    /// <summary>Whether every fact that was found has been taken.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Reads topics to their present ends.</summary>
    /// <param name="options">Brokers.</param>
    /// <param name="topics">Partitions of each topic.</param>
    /// <param name="from">Where to begin; a topic that is absent is read from its log's start.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">The broker does not answer or refuses, or a position is not one of this log.</exception>
    public static PublishedFacts Read(
        KafkaOptions options, IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<long>> from, ILogger logger, CancellationToken stop)
    {
        var ids = new HashSet<UInt128>();
        var ends = new LogScan(options, "published", "headers,topic", logger).Read<Ignore>(topics, from, record =>
        {
            if (record.Message.Headers.TryGetLastBytes(Fact.IdHeader, out var id)) ids.Add(HashOf(record.Topic, id));
            return true;
        }, stop);
        return new PublishedFacts(ids, ends);
    }

    /// <summary>Whether a fact is on its topic. Every fact is asked for once, so what was found is forgotten.</summary>
    public bool Take(Fact fact)
    {
        if (_count == 0 || fact.Id is null) return false;
        lock (_ids)
        {
            var found = _ids.Remove(HashOf(fact.Topic, Encoding.UTF8.GetBytes(fact.Id)));
            _count = _ids.Count;
            return found;
        }
    }

    /// <summary>Whether a fact is on its topic and was not taken yet.</summary>
    public bool Has(Fact fact)
    {
        if (_count == 0 || fact.Id is null) return false;
        lock (_ids) return _ids.Contains(HashOf(fact.Topic, Encoding.UTF8.GetBytes(fact.Id)));
    }

    private static UInt128 HashOf(string topic, ReadOnlySpan<byte> id)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(topic));
        hash.Append("\0"u8);
        hash.Append(id);
        return hash.GetCurrentHashAsUInt128();
    }
}
