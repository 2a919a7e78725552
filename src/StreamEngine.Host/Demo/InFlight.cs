namespace StreamEngine.Host.Demo;

/// <summary>
/// What was sent and not processed yet, by partition. The embedded broker keeps 5 MiB of a partition and then drops the oldest records, so the producer
/// waits before it has run so far away from the engine. Thread-safe.
/// </summary>
internal sealed class InFlight
{
    /// <summary>Records of a partition that may be unprocessed: with the engine's state seen four times a second, 16 partitions pass 250,000 a second.</summary>
    public const int MaximumRecords = 5_000;

    /// <summary>Their bytes: well below the broker's 5 MiB, since the engine's state is seen a moment late.</summary>
    public const long MaximumBytes = 2 << 20;

    private readonly Lock _gate = new();
    private readonly Partition[] _partitions;

    public InFlight(int partitions)
    {
        _partitions = new Partition[partitions];
        for (var p = 0; p < partitions; p++) _partitions[p] = new Partition();
    }

    /// <summary>Counts a record that is about to be sent; false when it has to wait.</summary>
    public bool TryEnter(int partition, int bytes)
    {
        lock (_gate)
        {
            var state = _partitions[partition];
            if (state.Sizes.Count >= MaximumRecords || state.Bytes + bytes > MaximumBytes && state.Sizes.Count > 0) return false;
            state.Sizes.Enqueue(bytes);
            state.Bytes += bytes;
            state.Sent++;
            return true;
        }
    }

    /// <summary>What has been sent to each partition until now; taken before the engine is asked how far it is.</summary>
    public long[] Sent()
    {
        lock (_gate) return [.. _partitions.Select(p => p.Sent)];
    }

    /// <summary>The engine said that <paramref name="lag"/> records of a partition are left, of at least the <paramref name="sentBefore"/> that had been sent when it was asked.</summary>
    public void Processed(int partition, long sentBefore, long lag)
    {
        lock (_gate)
        {
            var state = _partitions[partition];
            var left = state.Sent - sentBefore + Math.Max(0, lag);
            while (state.Sizes.Count > left) state.Bytes -= state.Sizes.Dequeue();
        }
    }

    private sealed class Partition
    {
        public Queue<int> Sizes { get; } = new();
        public long Bytes { get; set; }
        public long Sent { get; set; }
    }
}
