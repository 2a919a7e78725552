using StreamEngine.Simulator.Lines;

namespace StreamEngine.Simulator.Market;

/// <summary>
/// Everyone on the platform: traits by index, and names as ready pieces of JSON. Immutable once built. The first
/// <see cref="BackgroundProducts"/> products take part in random traffic; the cast of the stories comes after them.
/// </summary>
internal sealed class Marketplace
{
    public required ProductTraits[] Products { get; init; }

    public required MerchantTraits[] Merchants { get; init; }

    public required CreatorTraits[] Creators { get; init; }

    public required int BackgroundProducts { get; init; }

    public required int BackgroundMerchants { get; init; }

    public required int BackgroundCreators { get; init; }

    public required int BackgroundLeaders { get; init; }

    public required int Buyers { get; init; }

    /// <summary>Creators of a category, for the choice of who sells a product.</summary>
    public required int[][] CreatorsByCategory { get; init; }

    /// <summary>Draws a product by its traffic.</summary>
    public required AliasTable Traffic { get; init; }

    /// <summary>Ids alone: record keys, rooms.</summary>
    public required FragmentTable MerchantIds { get; init; }

    /// <summary><c>,"merchant":"…"</c> by merchant.</summary>
    public required FragmentTable MerchantFields { get; init; }

    /// <summary><c>,"merchant":"…","product":"…"</c> by product.</summary>
    public required FragmentTable ProductFields { get; init; }

    public required FragmentTable CreatorIds { get; init; }

    public required FragmentTable LeaderIds { get; init; }

    /// <summary><c>,"category":"…"</c> by category.</summary>
    public required FragmentTable CategoryFields { get; init; }

    /// <summary><c>,"brand":"…"</c> by brand.</summary>
    public required FragmentTable BrandFields { get; init; }

    /// <summary>The creator who is the product's <paramref name="k"/>-th seller.</summary>
    public int SellerOf(int product, int k)
    {
        ref readonly ProductTraits p = ref Products[product];
        int[] candidates = CreatorsByCategory[p.Category];
        return candidates[(int)((SplitMix64.Mix((ulong)product) + (ulong)k) % (ulong)candidates.Length)];
    }

    /// <summary>The leader who brought a merchant and a creator together: always the same one.</summary>
    public int LeaderOf(int merchant, int creator) =>
        (int)(SplitMix64.Mix(((ulong)merchant << 32) | (uint)creator) % (ulong)BackgroundLeaders);

    /// <summary>The <paramref name="k"/>-th regular of a merchant.</summary>
    public int RegularOf(int merchant, int k) =>
        (int)(SplitMix64.Mix(((ulong)(merchant + 1) << 24) + (ulong)k) % (ulong)Buyers);
}
