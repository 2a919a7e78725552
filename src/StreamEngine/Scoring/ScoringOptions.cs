using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Scoring;

/// <summary>The three scorecards.</summary>
public sealed record ScoringOptions
{
    /// <summary>Products (快分销, 五力十一项).</summary>
    [Required]
    public ScorecardOptions Product { get; init; } = DefaultScorecards.Product;

    /// <summary>Merchants (商品力).</summary>
    [Required]
    public ScorecardOptions Merchant { get; init; } = DefaultScorecards.Merchant;

    /// <summary>Creators (带货口碑分).</summary>
    [Required]
    public ScorecardOptions Creator { get; init; } = DefaultScorecards.Creator;
}
