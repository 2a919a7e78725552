using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.DeadLetters;

/// <summary>What was found on the dead-letter topic.</summary>
/// <param name="Letters">Letters that are wanted, oldest first, no more than were asked for.</param>
/// <param name="Matching">How many are wanted.</param>
/// <param name="Total">How many the topic holds.</param>
/// <param name="Foreign">Records on the topic that are no dead letters of the engine's.</param>
public sealed record DeadLetterSearch(IReadOnlyList<StoredDeadLetter> Letters, long Matching, long Total, long Foreign)
{
    /// <summary>Reads the topic from its start to its present end and keeps letters that are wanted.</summary>
    /// <param name="options">Broker and topic.</param>
    /// <param name="wanted">Which letters; asked once for each.</param>
    /// <param name="limit">How many letters at most are kept, with their bytes.</param>
    /// <param name="newest">Whether the newest are kept when there are more, or the oldest.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">The broker does not answer or refuses, or the topic is missing.</exception>
    public static async Task<DeadLetterSearch> RunAsync(KafkaOptions options, Func<StoredDeadLetter, bool> wanted, int limit, bool newest, ILogger logger, CancellationToken stop)
    {
        var topics = await KafkaTopics.PrepareAsync(options with { CreateMissingTopics = false }, [options.DeadLettersTopic], logger, stop);
        return await Task.Run(() => Run(options, topics, wanted, limit, newest, logger, stop), stop);
    }

    private static DeadLetterSearch Run(
        KafkaOptions options, IReadOnlyDictionary<string, int> topics, Func<StoredDeadLetter, bool> wanted, int limit, bool newest, ILogger logger, CancellationToken stop)
    {
        var order = Comparer<(DateTimeOffset At, int Partition, long Offset)>.Default;
        var kept = new PriorityQueue<StoredDeadLetter, (DateTimeOffset At, int Partition, long Offset)>(
            newest ? order : Comparer<(DateTimeOffset At, int Partition, long Offset)>.Create((a, b) => order.Compare(b, a)));
        var (matching, total, foreign) = (0L, 0L, 0L);
        new LogScan(options, "dead-letters reader", "all", logger).Read<byte[]?>(topics, new Dictionary<string, IReadOnlyList<long>>(), record =>
        {
            if (StoredDeadLetter.Of(record) is not { } letter)
            {
                foreign++;
                return true;
            }

            total++;
            if (!wanted(letter)) return true;
            matching++;
            kept.Enqueue(letter, (letter.At, letter.Partition, letter.Offset));
            if (kept.Count > limit) kept.Dequeue();
            return true;
        }, stop);
        var letters = new List<StoredDeadLetter>(kept.Count);
        while (kept.TryDequeue(out var letter, out _)) letters.Add(letter);
        if (!newest) letters.Reverse();
        return new(letters, matching, total, foreign);
    }
}
