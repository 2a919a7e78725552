using System.Text.Json.Serialization;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;

namespace StreamEngine.Host.Api;

/// <summary>A campaign and where it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Start">Its first instant, ms since the Unix epoch.</param>
/// <param name="End">The first instant after it; absent when it stays open.</param>
/// <param name="State">ahead, running or over, as of the last tick.</param>
/// <param name="Milestones">Whether milestones are announced.</param>
/// <param name="SubsidySlots">Products in its subsidy pool at most.</param>
/// <param name="Total">What the platform has sold within it; absent before anything was sold, and when no event of it can come any more.</param>
internal sealed record CampaignReport(
    string Id, string Name, long Start, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? End, string State, bool Milestones, int SubsidySlots,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TotalReport? Total)
{
    public static CampaignReport Of(Campaign campaign, long? tick, CampaignTotal? total) => new(
        campaign.Id, campaign.Options.Name, campaign.Start, campaign.End == long.MaxValue ? null : campaign.End,
        tick is not { } now || now <= campaign.Start ? "ahead" : now < campaign.End ? "running" : "over",
        campaign.Options.Milestones, campaign.Options.SubsidySlots, total is null ? null : TotalReport.Of(total));
}

/// <summary>All campaigns.</summary>
internal sealed record CampaignsAnswer(long? AsOfTick, IReadOnlyList<CampaignReport> Campaigns);

/// <summary>What an entity has sold within a campaign. Amounts in fen; buyers are estimated, 0 for products.</summary>
internal sealed record TotalReport(string Kind, string Id, long Gmv, long NetGmv, long Units, long Orders, long Refunds, long Buyers)
{
    public static TotalReport Of(CampaignTotal total) => new(EntityKinds.Name(total.Kind), total.Id,
        total.Figures.Gmv, total.Figures.NetGmv, total.Figures.Units, total.Figures.Orders, total.Figures.Refunds, total.Buyers);
}

/// <summary>The total of one entity.</summary>
internal sealed record TotalAnswer(long? AsOfTick, string Campaign, TotalReport Total);

/// <summary>The entities of a kind that lead by a figure, the first first; ties by id in UTF-8 order.</summary>
internal sealed record LeaderboardAnswer(long? AsOfTick, string Campaign, string Kind, string By, IReadOnlyList<TotalReport> Leaders);

/// <summary>How far a programme's milestones are.</summary>
internal sealed record MilestonesAnswer(long? AsOfTick, string Campaign, IReadOnlyList<MilestoneProgress> Progress, IReadOnlyList<MilestoneReport> Reached);

/// <summary>Milestones of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Figure">What is to cross the line.</param>
/// <param name="Threshold">The line, fen or units.</param>
/// <param name="Target">How many entities the programme wants to see across.</param>
/// <param name="Reached">How many have crossed it.</param>
/// <param name="BelowNow">Of them those that refunds have taken back under it.</param>
internal sealed record MilestoneProgress(string Kind, string Figure, long Threshold, int Target, int Reached, int BelowNow);

/// <summary>A milestone that was reached at a tick; value is where its figure is now.</summary>
internal sealed record MilestoneReport(string Kind, string Id, long Tick, string Figure, long Threshold, long Reached, long Value, bool BelowNow)
{
    public static MilestoneReport Of(ReachedMilestone m) =>
        new(EntityKinds.Name(m.Kind), m.Id, m.Tick, CampaignFigures.Names[(int)m.Figure], m.Threshold, m.Reached, m.Value, m.BelowNow);
}

/// <summary>The products with official subsidy of a campaign, by rank.</summary>
internal sealed record SubsidyAnswer(long? AsOfTick, string Campaign, int Slots, int Total, IReadOnlyList<SubsidisedProduct> Products);
