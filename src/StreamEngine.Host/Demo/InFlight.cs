namespace StreamEngine.Host.Demo;

/// <summary>
/// What was sent and not processed yet, by partition. The embedded broker keeps 5 MiB of a partition and then drops the oldest records, so the producer
/// waits before it has run so far away from the engine. Thread-safe.
/// </summary>
internal sealed class InFlight
{
    /// <summary>Records of a partition that may be unprocessed: the engine says once a second how far it is, so 16 partitions pass 128,000 a second.</summary>
    public const int MaximumRecords = 8_000;

    /// <summary>Their bytes, before compression.</summary>
    public const long MaximumBytes = 3 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<int>[] _sizes;
    private readonly long[] _bytes;
    private readonly long[] _processed;

    public InFlight(int partitions)
    {
        _sizes = [.. Enumerable.Range(0, partitions).Select(_ => new Queue<int>())];
        _bytes = new long[partitions];
        _processed = new long[partitions];
    }

    /// <summary>Whether everything that was sent has been processed.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _sizes.All(static s => s.Count == 0);
        }
    }

    /// <summary>Counts a record that is about to be sent; false when it has to wait.</summary>
    public bool TryEnter(int partition, int bytes)
    {
        lock (_gate)
        {
            var sizes = _sizes[partition];
            if (sizes.Count >= MaximumRecords || sizes.Count > 0 && _bytes[partition] + bytes > MaximumBytes) return false;
            sizes.Enqueue(bytes);
            _bytes[partition] += bytes;
            return true;
        }
    }

    /// <summary>The engine has processed the first <paramref name="count"/> records of a partition.</summary>
    public void Processed(int partition, long count)
    {
        lock (_gate)
        {
            for (; _processed[partition] < count && _sizes[partition].TryDequeue(out var bytes); _processed[partition]++) _bytes[partition] -= bytes;
        }
    }
}
