namespace StreamEngine.Scoring;

/// <summary>What a scorecard makes of an entity's sums at one tick.</summary>
/// <param name="Score">After penalty, floor and cap, six decimals.</param>
/// <param name="Rated">Whether there are paid orders enough for a tier.</param>
/// <param name="Severe">Whether there is a severe violation in the month.</param>
/// <param name="FailedGate">The first gate of the top tier that fails, counted from 1 in the order of <see cref="TopTierGates.Names"/>; 0 for none.</param>
public readonly record struct Evaluation(double Score, bool Rated, bool Severe, byte FailedGate);
