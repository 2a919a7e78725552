using System.Text.Json.Serialization;

namespace StreamEngine.Host.Demo;

/// <summary>What a demo ends with; a line of JSON in snake_case.</summary>
internal sealed record DemoSummary
{
    /// <summary>Whether everything worked.</summary>
    public bool Ok => Problems.Count == 0;

    /// <summary>What did not.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public required long Applied { get; init; }
    public required long TierChanges { get; init; }

    /// <summary>Rows that the engine wrote since it was started last, newer versions of the same key included.</summary>
    public required long RowsWritten { get; init; }

    /// <summary>Rows that ClickHouse has, each key once, counted by asking it; null when rows went to files.</summary>
    [JsonPropertyName("rows_in_clickhouse")]
    public required long? RowsInClickHouse { get; init; }

    /// <summary>Tier changes that ClickHouse has; null when rows went to files.</summary>
    [JsonPropertyName("tier_changes_in_clickhouse")]
    public required long? TierChangesInClickHouse { get; init; }

    /// <summary>Why there was no ClickHouse; null when there was.</summary>
    [JsonPropertyName("clickhouse_missing")]
    public required string? ClickHouseMissing { get; init; }

    public required long DeadLetters { get; init; }
    public required IReadOnlyDictionary<string, long> DeadLettersByReason { get; init; }
    public required long Duplicate { get; init; }
    public required long TooLate { get; init; }
    public required long UnknownType { get; init; }

    /// <summary>The largest lag that was seen, in seconds of the wall clock.</summary>
    public required double LagSecondsMax { get; init; }

    /// <summary>Mean over the run.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>The most in one sample.</summary>
    public required double EventsPerSecondMax { get; init; }

    /// <summary>From the start of the program to the first tier change that was shown; null when there was none.</summary>
    public required double? FirstTierChangeSeconds { get; init; }

    /// <summary>How long it ran, the start included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Where simulated time ended, ms since the Unix epoch.</summary>
    public required long SimulatedTime { get; init; }

    /// <summary>The crash that was asked for; null when there was none.</summary>
    public DemoCrash? Crash { get; init; }
}
