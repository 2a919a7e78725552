using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>The memory that the limits of a configuration allow, in bytes.</summary>
/// <param name="EntitiesBytes">Entities of lanes and merge, active in 5 of 24 hours and 10 of 30 days.</param>
/// <param name="DeduplicationBytes">Ids for deduplication.</param>
/// <param name="PairsBytes">(merchant, buyer) pairs.</param>
internal sealed record MemoryEstimate(long EntitiesBytes, long DeduplicationBytes, long PairsBytes)
{
    /// <summary>A product with 15 buckets of about ten metrics, its totals, id and score.</summary>
    private const long EntityBytes = 2_500;

    /// <summary>16 bytes of hash, 8 of time, and 4 of index at two thirds full; arrays double as they grow.</summary>
    private const long IdBytes = 2 * (24 + 6);

    /// <summary>A pair's 64 bytes and 4 of index at two thirds full.</summary>
    private const long PairBytes = 64 + 12;

    public static MemoryEstimate Of(EngineOptions options) => new(
        (options.EntityLimit + options.MergeEntityLimit) * EntityBytes,
        options.DeduplicationLimit * IdBytes,
        options.PairLimit * PairBytes);
}
