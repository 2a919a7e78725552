namespace StreamEngine.Host.Demo;

/// <summary>A campaign at a glance.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Gmv">What the platform has sold within it, fen.</param>
/// <param name="Orders">Orders paid.</param>
/// <param name="Buyers">Distinct buyers, estimated.</param>
/// <param name="Leaders">The creators that lead it, the first first, with their gmv in fen.</param>
/// <param name="Milestones">By kind how many milestones were reached, and how many are the target.</param>
/// <param name="LatestMilestone">The last that was reached, <c>kind id</c>; null before the first.</param>
/// <param name="Subsidised">Products with official subsidy.</param>
internal sealed record CampaignGlance(
    string Name, long Gmv, long Orders, long Buyers, IReadOnlyList<(string Id, long Gmv)> Leaders, IReadOnlyList<(string Kind, int Reached, int Target)> Milestones, string? LatestMilestone, int Subsidised);
