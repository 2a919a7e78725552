using StreamEngine.Entities;

namespace StreamEngine.Scoring;

/// <summary>Which change is near.</summary>
public enum OutlookChange
{
    /// <summary>The score is little below the next tier's cut.</summary>
    Rise,
    /// <summary>The score is little above the line below which the tier is lost.</summary>
    Fall,
    /// <summary>The score has passed that line; the fall waits for the end of the hold.</summary>
    Waits,
}

/// <summary>A tier change that is near.</summary>
/// <param name="Change">Which.</param>
/// <param name="To">The number of the tier that it leads to.</param>
/// <param name="Line">The score at which (rise) or below which it happens.</param>
/// <param name="At">The first tick at which it could happen, ms since the Unix epoch.</param>
public readonly record struct NearChange(OutlookChange Change, int To, double Line, long At);

/// <summary>An entity whose tier is about to change.</summary>
/// <param name="Kind">Kind of the entity.</param>
/// <param name="Id">Id of the entity.</param>
/// <param name="Tick">The last tick of its owner: all of it is as of then.</param>
/// <param name="Score">Its score.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="Change">Which change is near.</param>
/// <param name="To">The tier that it leads to.</param>
/// <param name="Line">The score at which (rise) or below which it happens.</param>
/// <param name="Distance">Points between score and line.</param>
/// <param name="At">The first tick at which it could happen, ms since the Unix epoch.</param>
public sealed record OutlookItem(
    EntityKind Kind, string Id, long Tick, double Score, string Tier, OutlookChange Change, string To, double Line, double Distance, long At);
