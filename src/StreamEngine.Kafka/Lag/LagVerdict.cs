namespace StreamEngine.Kafka.Lag;

/// <summary>How a partition's consumer fares, from well to worst: of several the highest counts.</summary>
public enum LagVerdict
{
    /// <summary>It keeps up, or catches up.</summary>
    Ok,
    /// <summary>It works, but a limit has been reached and something is counted instead of kept.</summary>
    Degraded,
    /// <summary>It moves, but its lag has not fallen once over the window.</summary>
    Slow,
    /// <summary>Its position went back.</summary>
    Rewound,
    /// <summary>Its position does not move while there is something to read.</summary>
    Stalled,
    /// <summary>Nobody asks the broker for records.</summary>
    Stopped,
}
