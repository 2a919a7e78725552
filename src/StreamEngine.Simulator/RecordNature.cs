namespace StreamEngine.Simulator;

/// <summary>What a simulated record is; the record itself does not say.</summary>
public enum RecordNature : byte
{
    /// <summary>An event of the random traffic, at its time.</summary>
    Traffic,

    /// <summary>An event of a story, at its time.</summary>
    Story,

    /// <summary>An event that arrives long after it happened.</summary>
    Late,

    /// <summary>A money event sent once more, byte for byte.</summary>
    Duplicate,

    /// <summary>A line that is no valid event, or one of a type that the contract does not name.</summary>
    Broken,

    /// <summary>A heartbeat of a silent partition.</summary>
    Heartbeat,
}
