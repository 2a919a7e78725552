using StreamEngine.Entities;

namespace StreamEngine.Scoring;

/// <summary>The last score of an entity in a minute, written when score, tier or rated differ from the row before.</summary>
/// <param name="Kind">Kind of the entity.</param>
/// <param name="Id">Id of the entity.</param>
/// <param name="Minute">Start of the minute, ms since the Unix epoch.</param>
/// <param name="Version">(epoch &lt;&lt; 44) | the tick that gave this score.</param>
/// <param name="Score">0..100, six decimals.</param>
/// <param name="Tier">Tier or band.</param>
/// <param name="Rated">False below 30 paid orders in the month.</param>
/// <param name="Indicators">S of every indicator in the scorecard's order.</param>
/// <param name="Imputed">Bit i: indicator i had no data.</param>
public sealed record ScoreRow(
    EntityKind Kind, string Id, long Minute, long Version, double Score, string Tier, bool Rated, double[] Indicators, ulong Imputed);
