using StreamEngine.Scoring.Trials;

namespace StreamEngine.Host.Verbs.Trying;

/// <summary>What <c>try-scorecard</c> found, as it prints it.</summary>
/// <param name="FirstTick">The first tick of the traffic, ms since the Unix epoch; null when it closes none.</param>
/// <param name="LastTick">The last tick.</param>
/// <param name="Events">Events applied, in each of the two runs.</param>
/// <param name="Kinds">Products, merchants, creators.</param>
internal sealed record TrialReport(long? FirstTick, long? LastTick, long Events, IReadOnlyList<KindTrial> Kinds);
