using StreamEngine.Kafka.Offsets;

namespace StreamEngine.Host.Verbs;

/// <summary>What <c>offsets reset</c> does to a partition.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Committed">What the group has committed; null for nothing.</param>
/// <param name="Checkpoint">Where the newest usable checkpoint is; null without one.</param>
/// <param name="LogStart">Offset of the oldest record that the broker keeps.</param>
/// <param name="LogEnd">Offset that the next record gets.</param>
/// <param name="Target">Where the engine will begin.</param>
/// <param name="Skipped">Offsets in the log that will never be read: records, and the markers of transactions.</param>
/// <param name="Repeated">Offsets that will be read again.</param>
internal sealed record PartitionReset(int Partition, long? Committed, long? Checkpoint, long LogStart, long LogEnd, long Target, long Skipped, long Repeated)
{
    /// <summary>Decides; an offset outside the log becomes the nearer end of it.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="committed">What the group has committed.</param>
    /// <param name="checkpoint">Where the checkpoint is.</param>
    /// <param name="log">What the log holds.</param>
    /// <param name="target">What is asked for.</param>
    /// <param name="atTime">The offset of a time, when that is asked for.</param>
    public static PartitionReset Of(int partition, long? committed, long? checkpoint, LogRange log, OffsetTarget target, long atTime)
    {
        var now = Math.Clamp(checkpoint ?? committed ?? log.Start, log.Start, log.End);
        var to = target.Kind switch
        {
            OffsetTargetKind.Earliest => log.Start,
            OffsetTargetKind.Latest => log.End,
            OffsetTargetKind.Time => atTime,
            OffsetTargetKind.Offset => target.Number,
            _ => now,
        };
        to = Math.Clamp(to, log.Start, log.End);
        return new(partition, committed, checkpoint, log.Start, log.End, to, Math.Max(0, to - now), Math.Max(0, now - to));
    }
}
