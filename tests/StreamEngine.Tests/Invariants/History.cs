namespace StreamEngine.Tests.Invariants;

/// <summary>Something that happened, in the order in which it did.</summary>
/// <param name="Token">The fencing token of the process that did it; from 1, higher for a later process.</param>
internal abstract record Happening(long Token)
{
    /// <summary>A process has started and goes on from these offsets; whoever came before is fenced.</summary>
    public sealed record Started(long Token, IReadOnlyList<long> Offsets) : Happening(Token);

    /// <summary>A process was refused at its start.</summary>
    public sealed record Refused(long Token, string Reason) : Happening(Token);

    /// <summary>A checkpoint that no loss of power takes away, with the next offset of every partition.</summary>
    public sealed record Durable(long Token, IReadOnlyList<long> Offsets) : Happening(Token);

    /// <summary>Offsets were committed.</summary>
    public sealed record Committed(long Token, IReadOnlyList<long> Offsets) : Happening(Token);

    /// <summary>Tier changes, as JSON, became visible on their topic.</summary>
    public sealed record Published(long Token, IReadOnlyList<string> Changes) : Happening(Token);

    /// <summary>A dead letter became visible on its topic.</summary>
    public sealed record Buried(long Token, Letter Letter) : Happening(Token);

    /// <summary>Event time of a partition was looked at.</summary>
    public sealed record EventTime(long Token, int Partition, long Time) : Happening(Token);
}

/// <summary>A dead letter.</summary>
internal sealed record Letter(int Partition, long Offset, string Reason, string Base64);

/// <summary>The records of a partition became these.</summary>
internal sealed record PartitionCounts(
    long Records, long Applied, long Heartbeats, long Duplicate, long TooLate, long UnknownType, long Tombstones, long DeadLetters);

/// <summary>What is left in the end: of a run under test, or of one that nobody disturbed.</summary>
internal sealed record Outcome
{
    /// <summary>Tier changes as JSON, in the order of their topic.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>Announcements with their ids, in the order in which they were published.</summary>
    public IReadOnlyList<string> Announcements { get; init; } = [];

    /// <summary>The final row of every key.</summary>
    public required IReadOnlyDictionary<string, string> Rows { get; init; }

    /// <summary>Final scores and summary.</summary>
    public required string Scores { get; init; }
}

/// <summary>A quantity with a limit.</summary>
internal sealed record Gauge(string Name, long Value, long Limit);

/// <summary>A look at what a process says of itself, and whether it made progress since the last.</summary>
internal sealed record HealthSample(bool Ready, bool MakesProgress);

/// <summary>A text that anybody may read: a log, a page, an error.</summary>
internal sealed record VisibleText(string Where, string Text);

/// <summary>Everything that is seen of an engine from outside, over all of its lives.</summary>
internal sealed record History
{
    /// <summary>The records of every partition.</summary>
    public required IReadOnlyList<IReadOnlyList<byte[]>> Input { get; init; }

    /// <summary>The highest event time that a partition's records can give; null: not known.</summary>
    public IReadOnlyList<long>? LatestTimes { get; init; }

    public required IReadOnlyList<Happening> Happenings { get; init; }

    /// <summary>What is left; null when the last life did not get to the end.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What the same input leaves undisturbed; null: not known.</summary>
    public Outcome? Expected { get; init; }

    /// <summary>The counters of the last life, by partition.</summary>
    public IReadOnlyList<PartitionCounts> Counts { get; init; } = [];

    public IReadOnlyList<Gauge> Gauges { get; init; } = [];

    public IReadOnlyList<HealthSample> Health { get; init; } = [];

    public IReadOnlyList<VisibleText> Texts { get; init; } = [];

    /// <summary>What must not be in any text.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
