using StreamEngine.Entities;

namespace StreamEngine.Scoring;

/// <summary>An entity's score as of its owner's last tick, with everything that explains it.</summary>
/// <param name="Kind">Kind of the entity.</param>
/// <param name="Id">Id of the entity.</param>
/// <param name="Tick">The last tick that its lane or the merge closed.</param>
/// <param name="Score">0..100, six decimals.</param>
/// <param name="Rated">False below 30 paid orders in the month.</param>
/// <param name="Tier">Tier or band.</param>
/// <param name="Indicators">S of every indicator in the scorecard's order.</param>
/// <param name="Imputed">Bit i: indicator i had no data.</param>
/// <param name="Card">The scorecard.</param>
public sealed record FinalScore(
    EntityKind Kind, string Id, long Tick, double Score, bool Rated, string Tier, double[] Indicators, ulong Imputed, Scorecard Card);
