using System.Text;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Publishing;

namespace StreamEngine.Kafka.DeadLetters;

/// <summary>
/// Writes the records of dead letters to the events topic again: same partition, same key and bytes, and a header that says which letter it was. In the same transaction a marker goes to the
/// topic of replayed letters, and who opens a replay fences any other and reads the markers first. So a letter is replayed once, however often and from however many places
/// it is asked for. One caller.
/// </summary>
public sealed class DeadLetterReplay : IAsyncDisposable
{
    /// <summary>The header of a replayed record: the id of its dead letter.</summary>
    public const string Header = "streamengine.replay-of";

    private const int LettersPerTransaction = 100;
    private const int BytesPerTransaction = 4 * 1024 * 1024;

    private readonly KafkaOptions _options;
    private readonly KafkaFactPublisher _facts;
    private readonly SourceRecords _source;
    private readonly int _partitions;

    private DeadLetterReplay(KafkaOptions options, KafkaFactPublisher facts, SourceRecords source, int partitions) =>
        (_options, _facts, _source, _partitions) = (options, facts, source, partitions);

    /// <summary>Connects, fences other replays and reads which letters were replayed.</summary>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or a topic is missing.</exception>
    public static async Task<DeadLetterReplay> OpenAsync(KafkaOptions options, ILogger logger, CancellationToken stop)
    {
        var events = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = false }, [options.EventsTopic], logger, stop);
        // The marker topic is the engine's own and nobody else's to make.
        var markers = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = true, TopicPartitions = 1 }, [options.ReplayedTopic], logger, stop);
        var facts = await KafkaFactPublisher.OpenAsync(options, options.ReplayTransactionalId, markers, new Dictionary<string, IReadOnlyList<long>>(), logger, stop);
        return new(options, facts, new SourceRecords(options, logger), events[options.EventsTopic]);
    }

    /// <summary>Reads which letters were replayed, and disturbs no replay that runs.</summary>
    /// <returns>Whether a letter was.</returns>
    /// <exception cref="KafkaFault">No broker answers, or it refuses.</exception>
    public static async Task<Func<StoredDeadLetter, bool>> LookAsync(KafkaOptions options, ILogger logger, CancellationToken stop)
    {
        try
        {
            var markers = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = false }, [options.ReplayedTopic], logger, stop);
            var there = await Task.Run(() => PublishedFacts.Read(options, markers, new Dictionary<string, IReadOnlyList<long>>(), logger, stop), stop);
            return letter => there.Has(MarkerOf(options, letter));
        }
        catch (KafkaFault fault) when (fault.Kind == KafkaFaultKind.MissingTopic)
        {
            return static _ => false; // nothing was ever replayed
        }
    }

    /// <summary>Whether a letter had been replayed when this was opened.</summary>
    public bool WasReplayed(StoredDeadLetter letter) => _facts.IsThere(MarkerOf(_options, letter));

    /// <summary>Replays letters in the order given, but for those that were replayed.</summary>
    /// <returns>What became of each kind of letter.</returns>
    /// <exception cref="KafkaFault">The broker refuses, or another replay has begun: what it has not replayed is the other's to do.</exception>
    public async Task<DeadLetterReplayCounts> RunAsync(IReadOnlyList<StoredDeadLetter> letters, CancellationToken stop)
    {
        var counts = new DeadLetterReplayCounts();
        var seen = new HashSet<string>();
        var batch = new List<Fact>();
        var bytes = 0L;
        foreach (var letter in letters)
        {
            if (letter.Topic != _options.EventsTopic || letter.Partition >= _partitions) counts.OfAnotherTopic++;
            else if (WasReplayed(letter) || !seen.Add(letter.Id)) counts.ReplayedBefore++;
            else if (await Task.Run(() => RecordOf(letter, stop), stop) is not { } record) counts.WithoutBytes++;
            else
            {
                batch.Add(record);
                batch.Add(MarkerOf(_options, letter));
                bytes += record.Value!.Length;
                if (batch.Count < 2 * LettersPerTransaction && bytes < BytesPerTransaction) continue;
                await PublishAsync(batch, counts, stop);
                bytes = 0;
            }
        }

        await PublishAsync(batch, counts, stop);
        return counts;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _source.Dispose();
        return _facts.DisposeAsync();
    }

    private async Task PublishAsync(List<Fact> batch, DeadLetterReplayCounts counts, CancellationToken stop)
    {
        if (batch.Count == 0) return;
        await _facts.PublishMissingAsync([.. batch], stop);
        counts.Replayed += batch.Count / 2;
        batch.Clear();
    }

    private static Fact MarkerOf(KafkaOptions options, StoredDeadLetter letter) =>
        new(options.ReplayedTopic, Encoding.UTF8.GetBytes(letter.Id), letter.Id, Encoding.UTF8.GetBytes(letter.Reason));

    private Fact? RecordOf(StoredDeadLetter letter, CancellationToken stop)
    {
        var original = _source.Find(letter, stop);
        return (letter.Value ?? original?.Value) is { } value
            ? new Fact(_options.EventsTopic, original?.Key, null, value) { Partition = letter.Partition, Headers = [new(Header, Encoding.UTF8.GetBytes(letter.Id))] }
            : null;
    }
}
