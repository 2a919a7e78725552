using System.Text;
using StreamEngine.Commerce.Matching;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline;

/// <summary>The merge's part in matching: creators, and what they have sold of which category.</summary>
internal sealed partial class MergeState
{
    /// <summary>Pairs of creator and category for every entity that the merge may keep: creators sell of few categories.</summary>
    private const int CategoriesPerEntity = 8;

    private readonly CategorySales _categorySales;
    private readonly List<int> _scratch = [];
    private double[] _shares = [];

    /// <summary>The creators that may be matched.</summary>
    public Candidates CreatorCandidates { get; }

    /// <summary>A creator as a side of a match; null when it is not here, or with a reason when it is and may not be matched.</summary>
    public MatchProfile? ProfileOf(ReadOnlySpan<byte> id, long tick, out string? notMatched)
    {
        notMatched = null;
        var creator = Of(EntityKind.Creator).Ids.Find(IdTable.HashOf(id, IdTable.NoParent), IdTable.NoParent, id);
        if (CreatorBoard.Explain(creator, tick) is not { } explained) return null;
        if (CreatorCandidates.PlaceOf(creator) is not (var place and >= 0))
        {
            notMatched = LaneState.WhyNot(explained, "fair");
            return null;
        }
        var all = DistributedGmv(creator);
        var categories = Of(EntityKind.Category).Ids;
        return new MatchProfile(tick, CreatorCandidates.Scores[place], CreatorCandidates.TierName(place), CreatorCandidates.Tiers[place] >= MatchProfile.LowestGoodBand,
            CreatorCandidates.Prices[place], CreatorCandidates.Logs[place])
        {
            Shares = [.. _categorySales.OfCreator(creator).Select(s => (categories.Name(s.Category).ToArray(), MatchFormula.Affinity(s.Gmv, all)))],
        };
    }

    /// <summary>Ranks the creators for a product.</summary>
    public void MatchCreators(MatchProfile product, MatchRanking ranking)
    {
        var creators = Of(EntityKind.Creator).Ids;
        if (_shares.Length < creators.Capacity) _shares = new double[creators.Capacity];
        var category = product.Category is { } name ? Of(EntityKind.Category).Ids.Find(IdTable.HashOf(name, IdTable.NoParent), IdTable.NoParent, name) : -1;
        for (var i = 0; i < _categorySales.CountOfCategory(category); i++)
        {
            var (creator, gmv) = _categorySales.OfCategory(category, i);
            _shares[creator] = MatchFormula.Affinity(gmv, DistributedGmv(creator));
        }
        MatchSearch.Creators(product, product.Category is { } text ? Encoding.UTF8.GetString(text) : null, CreatorCandidates, _shares,
            creator => Encoding.UTF8.GetString(creators.Name(creator)), ranking);
        Array.Clear(_shares);
    }

    private long DistributedGmv(int creator) => Of(EntityKind.Creator).Totals(creator)[_setup.Scorecards.Creator.Matching.DistributedGmv];

    private void Sell(Partial partial, CategorySale sale, long version)
    {
        var creator = _entities[EntityKind.Creator - EntityKind.Creator][sale.CreatorRow];
        var category = _entities[EntityKind.Category - EntityKind.Creator][sale.CategoryRow];
        // Kept out by the limit, and counted as such.
        if (creator < 0 || category < 0) return;
        _categorySales.Add(creator, category, partial.Of(EntityKind.Creator)[sale.CreatorRow].Head.Day, sale.Amount, version);
    }
}
