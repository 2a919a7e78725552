using StreamEngine.Commerce.Matching;
using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

/// <summary>A lane's part in matching: its products.</summary>
internal sealed partial class LaneState
{
    private readonly List<CategorySale> _categorySales = [];
    private double[] _shares = [];

    /// <summary>The products that may be matched.</summary>
    public Candidates ProductCandidates { get; }

    /// <summary>A product as a side of a match; null when it is not here, or with a reason when it is and may not be matched.</summary>
    public MatchProfile? ProfileOf(ReadOnlySpan<byte> id, long tick, out string? notMatched)
    {
        notMatched = null;
        if (!ProductId.TryParse(id, out var merchantName, out var productName)) return null;
        var merchant = Find(_merchants, IdTable.NoParent, merchantName);
        var product = merchant < 0 ? -1 : Find(_products, merchant, productName);
        if (_productBoard.Explain(product, tick) is not { } explained) return null;
        if (ProductCandidates.PlaceOf(product) is not (var place and >= 0))
        {
            notMatched = WhyNot(explained, "L2");
            return null;
        }
        var category = ProductCandidates.Categories[place];
        return new MatchProfile(tick, ProductCandidates.Scores[place], ProductCandidates.TierName(place), ProductCandidates.HasPriority(place),
            ProductCandidates.Prices[place], ProductCandidates.Logs[place])
        {
            Category = category < 0 ? null : _names.Categories[category].ToArray(),
            Commission = ProductCandidates.Commissions[place],
        };
    }

    /// <summary>Ranks the lane's products for a creator; with <paramref name="seller"/>, its id, only those of merchants that it has sold nothing for in the month.</summary>
    public void MatchProducts(MatchProfile creator, byte[]? seller, MatchRanking ranking)
    {
        if (_shares.Length < _names.Categories.Capacity) _shares = new double[_names.Categories.Capacity];
        foreach (var (category, share) in creator.Shares)
        {
            if (_names.Categories.Find(category) is var number and >= 0) _shares[number] = share;
        }
        var member = seller is null ? -1 : _names.Creators.Find(seller);
        Func<int, bool>? isOpen = member < 0 ? null : product => !_merchants.Creators!.Holds(_products.Ids.Parent(product), member);
        MatchSearch.Products(creator, ProductCandidates, _shares, isOpen, Described, ranking);
        Array.Clear(_shares);
    }

    /// <summary>Why somebody who is known is no candidate.</summary>
    internal static string WhyNot(ScoreExplanation explained, string lowest) =>
        !explained.Score.Rated ? $"unrated: {explained.PaidOrders} paid orders in the month"
        : explained.SevereCap is not null ? "a severe violation in the month"
        : $"{explained.Score.Tier}: matched from {lowest} on";

    private (string Id, string Merchant, string? Category) Described(int product, int category)
    {
        Span<byte> scratch = stackalloc byte[NamePool.MaximumLength];
        return (Text(_products.OutsideId(product, scratch)), Text(_merchants.Ids.Name(_products.Ids.Parent(product))),
            category < 0 ? null : Text(_names.Categories[category]));
    }

    /// <summary>A sale that names creator and category counts for what the creator is at home in.</summary>
    private void SoldOf(int creatorRow, int categoryRow, long amount)
    {
        if (_setup.Matches && creatorRow >= 0 && categoryRow >= 0 && amount != 0) _categorySales.Add(new CategorySale(creatorRow, categoryRow, amount));
    }
}
