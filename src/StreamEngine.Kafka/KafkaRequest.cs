namespace StreamEngine.Kafka;

/// <summary>Requests of the Kafka protocol whose answers the embedded broker can spoil; the numbers are the protocol's API keys.</summary>
public enum KafkaRequest : short
{
    /// <summary>Writing records.</summary>
    Produce = 0,
    /// <summary>Reading records.</summary>
    Fetch = 1,
    /// <summary>Asking for the ends of partitions.</summary>
    ListOffsets = 2,
    /// <summary>Asking for topics, partitions and leaders.</summary>
    Metadata = 3,
    /// <summary>Committing offsets.</summary>
    OffsetCommit = 8,
    /// <summary>Asking for committed offsets.</summary>
    OffsetFetch = 9,
    /// <summary>Asking who coordinates.</summary>
    FindCoordinator = 10,
    /// <summary>Getting a producer's id and epoch.</summary>
    InitProducerId = 22,
    /// <summary>Adding partitions to a transaction.</summary>
    AddPartitionsToTransaction = 24,
    /// <summary>Ending a transaction.</summary>
    EndTransaction = 26,
}
