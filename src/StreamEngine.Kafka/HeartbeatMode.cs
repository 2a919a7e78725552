namespace StreamEngine.Kafka;

/// <summary>Who appends heartbeats to silent partitions, so that windows keep expiring there.</summary>
public enum HeartbeatMode
{
    /// <summary>The engine, by the wall clock.</summary>
    Wall,
    /// <summary>Whoever produces the traffic.</summary>
    External,
    /// <summary>Nobody.</summary>
    Off,
}
