namespace StreamEngine.Kafka.Source;

/// <summary>Where a run of the source begins and ends.</summary>
public sealed record KafkaSourceStart
{
    /// <summary>Offset of the first record to read, by partition, as a checkpoint has it; null: everything that the log holds.</summary>
    public IReadOnlyList<long>? Offsets { get; init; }

    /// <summary>The id of the topic that the offsets belong to (<see cref="KafkaEventSource.TopicId"/>); null: whatever topic has the name now.</summary>
    public string? TopicId { get; init; }

    /// <summary>Stops at the offsets at which the partitions end when the source is opened. Such a run appends no heartbeats.</summary>
    public bool UntilEnd { get; init; }

    /// <summary>Distance of two ticks, and of two heartbeats. Default 1 s.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromSeconds(1);
}
