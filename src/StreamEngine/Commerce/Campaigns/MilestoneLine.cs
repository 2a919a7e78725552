using StreamEngine.Entities;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>The line of a kind.</summary>
/// <param name="Figure">What is to cross it.</param>
/// <param name="Threshold">Where it lies, fen or units.</param>
/// <param name="Target">How many entities the programme wants to see across.</param>
public readonly record struct MilestoneLine(CampaignFigure Figure, long Threshold, int Target)
{
    /// <summary>The line of a kind; null for kinds without one.</summary>
    public static MilestoneLine? Of(EntityKind kind, MilestoneOptions options) => kind switch
    {
        EntityKind.Brand => new(CampaignFigure.NetGmv, options.BrandNetGmv, options.TargetBrands),
        EntityKind.Merchant => new(CampaignFigure.NetGmv, options.MerchantNetGmv, options.TargetMerchants),
        EntityKind.Leader => new(CampaignFigure.NetGmv, options.LeaderNetGmv, options.TargetLeaders),
        EntityKind.Product => new(CampaignFigure.Units, options.ProductUnits, options.TargetProducts),
        _ => null,
    };
}
