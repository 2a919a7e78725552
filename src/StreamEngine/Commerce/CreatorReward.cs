namespace StreamEngine.Commerce;

/// <summary>What a creator has earned on a day with handoffs (川流).</summary>
/// <param name="Creator">The creator.</param>
/// <param name="HandoffOrders">Rewarded handoffs.</param>
/// <param name="HandoffGmv">Their amounts, fen.</param>
/// <param name="Earned">Impressions up to the creator's limit of the day, before the daily budget.</param>
/// <param name="Reward">Impressions granted.</param>
public sealed record CreatorReward(string Creator, long HandoffOrders, long HandoffGmv, long Earned, long Reward);
