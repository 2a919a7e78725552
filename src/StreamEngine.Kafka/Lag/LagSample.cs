namespace StreamEngine.Kafka.Lag;

/// <summary>A partition's lag at an instant.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="Lag">The lag.</param>
/// <param name="LastPoll">When the consumer last asked for records; null when that cannot be seen, as from outside of the engine.</param>
/// <param name="Degraded">Whether a limit had been reached.</param>
public readonly record struct LagSample(DateTimeOffset At, PartitionLag Lag, DateTimeOffset? LastPoll = null, bool Degraded = false);
