namespace StreamEngine.Commerce.Matching;

/// <summary>The other side of a search, as it was at its owner's last tick.</summary>
/// <param name="Tick">That tick, ms since the Unix epoch.</param>
/// <param name="Score">Its score.</param>
/// <param name="Tier">Its tier or band.</param>
/// <param name="IsFirst">A creator that is good or excellent, or a product whose tier has priority matching.</param>
/// <param name="Price">Its mean price, fen a unit; NaN for none.</param>
/// <param name="Log">Logarithm of that to base 2.</param>
internal sealed record MatchProfile(long Tick, double Score, string Tier, bool IsFirst, double Price, double Log)
{
    /// <summary>The bands of creators for whom products with priority come first: from good on, by its number.</summary>
    public const int LowestGoodBand = 2;

    /// <summary>A creator's share of each category, by name.</summary>
    public IReadOnlyList<(byte[] Category, double Share)> Shares { get; init; } = [];

    /// <summary>A product's category; null for none.</summary>
    public byte[]? Category { get; init; }

    /// <summary>A product's commission, 0..1.</summary>
    public double Commission { get; init; }
}

/// <summary>
/// Walks along candidates and ranks those that can be among the best. What decides is the formula as it stands; who cannot be among the best even if the
/// cheap way to work it out is off by a hundred-thousandth is not looked at again. Pure.
/// </summary>
internal static class MatchSearch
{
    /// <summary>More than rounding and the cheap price fit can make.</summary>
    private const double Doubt = 1e-5;

    /// <summary>Products for a creator.</summary>
    /// <param name="creator">The creator.</param>
    /// <param name="products">A lane's products.</param>
    /// <param name="shares">The creator's share of each category, by the lane's number; numbers beyond it have none.</param>
    /// <param name="isOpen">Which products, by their numbers, may be offered; null: all.</param>
    /// <param name="describe">Id, merchant and category of a product, by its number and category.</param>
    /// <param name="ranking">Takes the best.</param>
    public static void Products(
        MatchProfile creator, Candidates products, ReadOnlySpan<double> shares, Func<int, bool>? isOpen, Func<int, int, (string Id, string Merchant, string? Category)> describe, MatchRanking ranking)
    {
        var categories = products.Categories;
        var scores = products.Scores;
        var logs = products.Logs;
        var commissions = products.Commissions;
        for (var place = 0; place < products.Count; place++)
        {
            var affinity = (uint)categories[place] < (uint)shares.Length ? shares[categories[place]] : 0;
            var near = MatchFormula.Of(affinity, MatchFormula.NearPriceFit(logs[place], creator.Log), scores[place], creator.Score, commissions[place]);
            var priority = creator.IsFirst && products.HasPriority(place);
            if (!ranking.Admits(priority, near + Doubt) || isOpen?.Invoke(products.Numbers[place]) == false) continue;
            var fit = MatchFormula.PriceFit(products.Prices[place], creator.Price);
            var (id, merchant, category) = describe(products.Numbers[place], categories[place]);
            ranking.Add(new Match
            {
                Kind = Entities.EntityKind.Product,
                Id = id,
                Merchant = merchant,
                Tier = products.TierName(place),
                Priority = priority,
                Value = Scoring.Normalisers.Round6(MatchFormula.Of(affinity, fit, scores[place], creator.Score, commissions[place])),
                Affinity = affinity,
                PriceFit = fit,
                ProductScore = scores[place],
                CreatorScore = creator.Score,
                Commission = commissions[place],
                Category = category,
                ProductPrice = Known(products.Prices[place]),
                CreatorPrice = Known(creator.Price),
            });
        }
    }

    /// <summary>Creators for a product.</summary>
    /// <param name="product">The product.</param>
    /// <param name="category">Its category as it leaves.</param>
    /// <param name="creators">The creators.</param>
    /// <param name="shares">Their shares of the product's category, by their numbers.</param>
    /// <param name="idOf">Id of a creator.</param>
    /// <param name="ranking">Takes the best.</param>
    public static void Creators(MatchProfile product, string? category, Candidates creators, ReadOnlySpan<double> shares, Func<int, string> idOf, MatchRanking ranking)
    {
        var numbers = creators.Numbers;
        var scores = creators.Scores;
        var logs = creators.Logs;
        for (var place = 0; place < creators.Count; place++)
        {
            var affinity = shares[numbers[place]];
            var near = MatchFormula.Of(affinity, MatchFormula.NearPriceFit(product.Log, logs[place]), product.Score, scores[place], product.Commission);
            if (!ranking.Admits(priority: false, near + Doubt)) continue;
            var fit = MatchFormula.PriceFit(product.Price, creators.Prices[place]);
            ranking.Add(new Match
            {
                Kind = Entities.EntityKind.Creator,
                Id = idOf(numbers[place]),
                Merchant = "",
                Tier = creators.TierName(place),
                Priority = false,
                Value = Scoring.Normalisers.Round6(MatchFormula.Of(affinity, fit, product.Score, scores[place], product.Commission)),
                Affinity = affinity,
                PriceFit = fit,
                ProductScore = product.Score,
                CreatorScore = scores[place],
                Commission = product.Commission,
                Category = category,
                ProductPrice = Known(product.Price),
                CreatorPrice = Known(creators.Prices[place]),
            });
        }
    }

    private static double? Known(double price) => double.IsNaN(price) ? null : price;
}
