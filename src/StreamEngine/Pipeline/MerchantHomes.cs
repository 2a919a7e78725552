namespace StreamEngine.Pipeline;

/// <summary>Which partition each live merchant is on. A merchant on two of them means a wrong key or partitioner, and sums that nobody could trust.</summary>
internal sealed class MerchantHomes
{
    private readonly Dictionary<string, int> _partitions = new(StringComparer.Ordinal);

    /// <summary>Notes a merchant that is new to a partition.</summary>
    /// <exception cref="EngineFault">It is on another partition already.</exception>
    public void Settle(string merchant, int partition)
    {
        if (_partitions.TryAdd(merchant, partition) || _partitions[merchant] == partition) return;
        throw new EngineFault(FaultOrigin.Data,
            $"merchant '{Printable.Of(merchant)}' is on partitions {_partitions[merchant]} and {partition}: all events of a merchant must be in one partition. "
            + "Produce with the merchant id as record key and the murmur2_random partitioner, or replay files with --partitions N.");
    }

    /// <summary>Notes that a partition has forgotten a merchant.</summary>
    public void Leave(string merchant) => _partitions.Remove(merchant);
}
