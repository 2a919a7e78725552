namespace StreamEngine.Commerce;

/// <summary>The rewards of a day.</summary>
/// <param name="Day">The day; null before the first tick.</param>
/// <param name="Creators">How many creators have been credited.</param>
/// <param name="Earned">What all of them have earned, impressions, before the budget.</param>
/// <param name="Budget">What all of them can be granted.</param>
/// <param name="Rewards">The first of them, highest reward first.</param>
public sealed record RewardsOfDay(DateOnly? Day, int Creators, long Earned, long Budget, IReadOnlyList<CreatorReward> Rewards);
