using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>The memory that the limits of a configuration allow, in bytes.</summary>
/// <param name="EntitiesBytes">Entities of lanes and merge, active in 5 of 24 hours and 10 of 30 days.</param>
/// <param name="DeduplicationBytes">Ids for deduplication.</param>
/// <param name="PairsBytes">(merchant, buyer) pairs, every one with an edge of its own hour and a buyer of its own.</param>
internal sealed record MemoryEstimate(long EntitiesBytes, long DeduplicationBytes, long PairsBytes)
{
    /// <summary>
    /// A product with 15 buckets of about ten metrics, its totals, id and score, and what tables and pooled ticks have room for beyond; merchants and creators, which
    /// are active more often, are fewer.
    /// </summary>
    private const long EntityBytes = 3_500;

    /// <summary>16 bytes of hash, 8 of time, and 4 of index at two thirds full; arrays double as they grow.</summary>
    private const long IdBytes = 2 * (24 + 6);

    /// <summary>A pair's 96 bytes and 4 of index at two thirds full.</summary>
    private const long PairBytes = 96 + 12;

    /// <summary>
    /// What an edge takes besides: the buyer's name, 32 bytes of entry, 16 of index, 4 of references and up to 64 of the name itself, and the head of its list.
    /// </summary>
    private const long EdgeBytes = 32 + 16 + 4 + 64 + 40;

    public static MemoryEstimate Of(EngineOptions options) => new(
        (options.EntityLimit + options.MergeEntityLimit) * EntityBytes,
        options.DeduplicationLimit * IdBytes,
        options.PairLimit * (PairBytes + EdgeBytes));
}
