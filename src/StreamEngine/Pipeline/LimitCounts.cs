namespace StreamEngine.Pipeline;

/// <summary>What limits have cost so far, over all lanes and the merge. All 0 means that results are those of unlimited memory.</summary>
/// <param name="EntityRefused">Additions that an entity did not get because a limit kept it out.</param>
/// <param name="DeduplicationEvicted">Ids forgotten before their time.</param>
/// <param name="PairsEvicted">(merchant, buyer) pairs forgotten before their time.</param>
/// <param name="DistinctEvicted">Members that left distinct counts.</param>
/// <param name="Saturated">Sums cut at the end of a 64-bit integer.</param>
/// <param name="DecisionsEvicted">Manual decisions and reversals forgotten before their time.</param>
/// <param name="CampaignRefused">Additions to campaigns that had no place because there were too many totals.</param>
public readonly record struct LimitCounts(long EntityRefused, long DeduplicationEvicted, long PairsEvicted, long DistinctEvicted, long Saturated, long DecisionsEvicted, long CampaignRefused = 0);
