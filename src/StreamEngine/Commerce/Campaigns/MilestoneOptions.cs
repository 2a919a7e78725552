using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>The lines whose crossing is announced in campaigns with milestones, and how many entities a programme wants to see across.</summary>
public sealed record MilestoneOptions
{
    /// <summary>Net gmv of a brand, fen. Default 100,000,000,000: a billion yuan (10 亿).</summary>
    [Range(1, long.MaxValue)]
    public long BrandNetGmv { get; init; } = 100_000_000_000;

    /// <summary>Net gmv of a merchant, fen. Default 10,000,000,000: a hundred million yuan (1 亿).</summary>
    [Range(1, long.MaxValue)]
    public long MerchantNetGmv { get; init; } = 10_000_000_000;

    /// <summary>Net gmv of a leader (团长), fen. Default 10,000,000,000.</summary>
    [Range(1, long.MaxValue)]
    public long LeaderNetGmv { get; init; } = 10_000_000_000;

    /// <summary>Units of a product. Default 1,000,000.</summary>
    [Range(1, long.MaxValue)]
    public long ProductUnits { get; init; } = 1_000_000;

    /// <summary>Brands that the programme wants to see across. Default 10.</summary>
    [Range(0, 1_000_000)]
    public int TargetBrands { get; init; } = 10;

    /// <summary>Merchants that the programme wants to see across. Default 100.</summary>
    [Range(0, 1_000_000)]
    public int TargetMerchants { get; init; } = 100;

    /// <summary>Products that the programme wants to see across. Default 10,000.</summary>
    [Range(0, 100_000_000)]
    public int TargetProducts { get; init; } = 10_000;

    /// <summary>Leaders that the programme wants to see across. Default 100.</summary>
    [Range(0, 1_000_000)]
    public int TargetLeaders { get; init; } = 100;
}
