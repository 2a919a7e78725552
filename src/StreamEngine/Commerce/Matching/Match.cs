using StreamEngine.Entities;

namespace StreamEngine.Commerce.Matching;

/// <summary>A product for a creator, or a creator for a product, with everything that the match is made of.</summary>
public sealed record Match
{
    /// <summary>Product or creator.</summary>
    public required EntityKind Kind { get; init; }

    /// <summary>Its id; a product's is <c>merchant/product</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The seller of a product; empty for a creator.</summary>
    public required string Merchant { get; init; }

    /// <summary>Its tier or band.</summary>
    public required string Tier { get; init; }

    /// <summary>Comes first whatever the match: the product's tier has priority matching, and the creator is good or excellent.</summary>
    public required bool Priority { get; init; }

    /// <summary>40 * affinity + 20 * price fit + 15 * T/100 + 15 * C/100 + 10 * commission, six decimals.</summary>
    public required double Value { get; init; }

    /// <summary>Share of the product's category in the creator's distributed gmv of the month, 0..1.</summary>
    public required double Affinity { get; init; }

    /// <summary>1 - min(1, |log2 of the ratio of mean prices| / 2), 0..1; 0.5 when either has sold nothing.</summary>
    public required double PriceFit { get; init; }

    /// <summary>The product's score T, 0..100.</summary>
    public required double ProductScore { get; init; }

    /// <summary>The creator's score C, 0..100.</summary>
    public required double CreatorScore { get; init; }

    /// <summary>min(1, mean commission / 30 %), 0..1.</summary>
    public required double Commission { get; init; }

    /// <summary>The product's category; null when it has none.</summary>
    public required string? Category { get; init; }

    /// <summary>The product's mean price of the month, fen a unit; null when it has sold nothing.</summary>
    public required double? ProductPrice { get; init; }

    /// <summary>The creator's mean price of the month, fen a unit; null when it has sold nothing.</summary>
    public required double? CreatorPrice { get; init; }

    /// <summary>Priority first, then the match, then the id by its UTF-8 bytes.</summary>
    internal int CompareTo(Match other)
    {
        var order = IsBefore(other.Priority, other.Value);
        return order != 0 ? order : Utf8Order.Compare(Id, other.Id);
    }

    /// <summary>Below 0: before whoever has this priority and value; 0: the id decides.</summary>
    internal int IsBefore(bool priority, double value) => Priority != priority ? (Priority ? -1 : 1) : value.CompareTo(Value);
}
