using System.Text.Json.Serialization;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>A running engine in one object; keys in snake_case.</summary>
internal sealed record StatusReport
{
    public required string Version { get; init; }
    public required int Pid { get; init; }
    public required int Epoch { get; init; }
    public required long StartedMs { get; init; }
    public required long? LastTick { get; init; }
    public required long Applied { get; init; }
    public required long Heartbeats { get; init; }
    public required long Duplicate { get; init; }
    public required long TooLate { get; init; }
    public required long UnknownType { get; init; }
    public required long LateMinute { get; init; }
    public required long LateHour { get; init; }
    public required long DeadLetters { get; init; }
    public long Tombstones { get; init; }
    public LimitCounts Limits { get; init; }
    public required IReadOnlyDictionary<string, long> DeadLettersByReason { get; init; }
    public required double EventsPerSecond { get; init; }
    public required IReadOnlyList<PartitionReport> Partitions { get; init; }
    public required LagReport Lag { get; init; }

    /// <summary>The partition that all others wait for.</summary>
    public required int? WaitingFor { get; init; }

    /// <summary>Entities that have changed tier at least once, by kind and present tier.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Tiers { get; init; }

    /// <summary>Changes of this run that are on the topic, and how many of them an earlier run had published.</summary>
    public required long TierChanges { get; init; }

    /// <inheritdoc cref="TierChanges"/>
    public required long TierChangesRepeated { get; init; }

    public required long RowsWritten { get; init; }
    public required long RowsWaiting { get; init; }
    public required LatencyReport Latency { get; init; }

    /// <summary>Absent when rows go to files.</summary>
    [JsonPropertyName("clickhouse"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClickHouseReport? ClickHouse { get; init; }

    /// <summary>The folder that rows go to instead of ClickHouse.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RowsFolder { get; init; }

    public required KafkaReport Kafka { get; init; }

    /// <summary>Absent when no state is saved.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CheckpointReport? Checkpoint { get; init; }
}

/// <summary>The lag of a partition; the position is the offset of the first record that is not applied yet. Times in ms since the Unix epoch; null before the first event.</summary>
internal sealed record PartitionReport(
    int Partition, long Position, long Messages, double Seconds, double? EventTimeLagSeconds, long? EventTime, long? LastTick, bool Silent, string Verdict);

/// <summary>The lag of the whole engine.</summary>
internal sealed record LagReport(long Messages, double Seconds, string Verdict);

/// <summary>
/// From a tick, which is the end of the interval of event time that it covers, to the acknowledgement of what came of it. Absent while there is nothing to tell
/// and when event time is not that of the clock: recorded or simulated traffic.
/// </summary>
internal sealed record LatencyReport(
    [property: JsonPropertyName("tier_change_p50_ms"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? TierChangeP50Ms,
    [property: JsonPropertyName("tier_change_p99_ms"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? TierChangeP99Ms,
    [property: JsonPropertyName("row_p50_ms"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? RowP50Ms);

/// <summary>How ClickHouse is doing: OK, WAITING, HELD, FULL or STOPPED, and why.</summary>
internal sealed record ClickHouseReport(string Address, bool Reachable, string? LastError, string Verdict, string? Reason);

/// <summary>How Kafka is doing.</summary>
internal sealed record KafkaReport(string? LastError);
