using StreamEngine.Events;

namespace StreamEngine.Tests.Model;

/// <summary>What became of a partition's records.</summary>
internal sealed class NaiveCounts
{
    public long Events { get; set; }

    public long Applied { get; set; }

    public long Heartbeats { get; set; }

    public long Duplicate { get; set; }

    public long TooLate { get; set; }

    public long UnknownType { get; set; }

    public long LateMinute { get; set; }

    public long LateHour { get; set; }

    public SortedDictionary<string, long> DeadLetters { get; } = new(StringComparer.Ordinal);

    public void DeadLetter(DeadLetterReason reason)
    {
        var name = DeadLetterReasons.Name(reason);
        DeadLetters[name] = DeadLetters.GetValueOrDefault(name) + 1;
    }
}
