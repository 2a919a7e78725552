using StreamEngine.Entities;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>What an entity has sold within a campaign, as of a tick.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Figures">The sums.</param>
/// <param name="Buyers">Distinct buyers since the start, estimated; 0 for products.</param>
public sealed record CampaignTotal(EntityKind Kind, string Id, CampaignFigures Figures, long Buyers);

/// <summary>A milestone that was reached.</summary>
/// <param name="Kind">Kind of the entity.</param>
/// <param name="Id">The entity.</param>
/// <param name="Tick">The tick at which the line was first crossed.</param>
/// <param name="Figure">The figure that crossed it.</param>
/// <param name="Threshold">The line as it is configured now, fen or units.</param>
/// <param name="Reached">The figure at that tick.</param>
/// <param name="Value">The figure now.</param>
/// <param name="BelowNow">Whether refunds have taken it back under the line.</param>
public sealed record ReachedMilestone(EntityKind Kind, string Id, long Tick, CampaignFigure Figure, long Threshold, long Reached, long Value, bool BelowNow);

/// <summary>A milestone that a tick has reached.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Milestone">The milestone.</param>
internal readonly record struct NewMilestone(Campaign Campaign, ReachedMilestone Milestone);
