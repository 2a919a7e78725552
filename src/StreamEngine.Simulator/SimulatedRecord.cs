namespace StreamEngine.Simulator;

/// <summary>One record. Its spans point into the simulation and are valid until its next step.</summary>
public readonly ref struct SimulatedRecord
{
    /// <summary>The partition: Kafka's default choice for the key; heartbeats have their own.</summary>
    public required int Partition { get; init; }

    /// <summary>When it is sent, ms of simulated time since the Unix epoch; never goes back.</summary>
    public required long Time { get; init; }

    /// <summary>When the gateway took it, ms: the Kafka timestamp to send it with, so that topic and file mean the same.</summary>
    public required long Timestamp { get; init; }

    /// <summary>The merchant's id in UTF-8; empty for a heartbeat.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The line, without its end.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>What it is.</summary>
    public required RecordNature Nature { get; init; }
}
