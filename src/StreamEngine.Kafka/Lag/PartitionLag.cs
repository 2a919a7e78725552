namespace StreamEngine.Kafka.Lag;

/// <summary>How far a partition's consumer is behind its log.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Position">Offset of the next record that is not processed.</param>
/// <param name="LogStart">Offset of the oldest record that the broker keeps.</param>
/// <param name="HighWatermark">Offset that the next record to be written gets.</param>
/// <param name="NextTimestamp">Kafka timestamp of the next unprocessed record in ms; null when there is none or it is not known yet.</param>
public readonly record struct PartitionLag(int Partition, long Position, long LogStart, long HighWatermark, long? NextTimestamp)
{
    /// <summary>Records that are not processed; those that retention has deleted do not count.</summary>
    public long Messages => Math.Max(0, HighWatermark - Math.Max(Position, LogStart));

    /// <summary>Age in seconds of the next unprocessed record; 0 when there is none, never negative.</summary>
    public double Seconds(DateTimeOffset now) =>
        Messages == 0 || NextTimestamp is not { } timestamp ? 0 : Math.Max(0, now.ToUnixTimeMilliseconds() - timestamp) / 1000.0;
}
