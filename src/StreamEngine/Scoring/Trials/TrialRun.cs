namespace StreamEngine.Scoring.Trials;

/// <summary>What a trial keeps of one run of recorded traffic.</summary>
/// <param name="Scores">The score of every entity at the end of the traffic.</param>
/// <param name="Changes">The tier changes, counted.</param>
/// <param name="FirstTick">The first tick, ms since the Unix epoch; null when the traffic closes none.</param>
/// <param name="LastTick">The last tick.</param>
public sealed record TrialRun(IReadOnlyList<FinalScore> Scores, TierChangeTally Changes, long? FirstTick, long? LastTick);
