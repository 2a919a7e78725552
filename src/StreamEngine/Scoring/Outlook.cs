using StreamEngine.Entities;

namespace StreamEngine.Scoring;

/// <summary>Who is about to change tier. Pure.</summary>
public static class Outlook
{
    /// <summary>How near, in points, a score has to be to a line by default.</summary>
    public const double DefaultWithin = 1.5;

    /// <summary>First what happens first, then what is nearest, then by kind and id in UTF-8 order.</summary>
    public static readonly Comparison<OutlookItem> Order = static (a, b) =>
    {
        var order = a.At.CompareTo(b.At);
        if (order == 0) order = a.Distance.CompareTo(b.Distance);
        if (order == 0) order = string.CompareOrdinal(EntityKinds.Name(a.Kind), EntityKinds.Name(b.Kind));
        return order != 0 ? order : Utf8Order.Compare(a.Id, b.Id);
    };

    /// <summary>
    /// The change that is near for a rated entity; null when none is. A fall that waits comes before one that may come, and that before a rise: where cuts are
    /// so close that several are near, the worst is told.
    /// </summary>
    /// <param name="card">The entity's scorecard.</param>
    /// <param name="state">What was decided at its last evaluation.</param>
    /// <param name="score">Its score.</param>
    /// <param name="waitsUntil">When a held-back fall is due; <see cref="TierDecision.NotWaiting"/> for none.</param>
    /// <param name="tick">The last tick of its owner.</param>
    /// <param name="tickMs">The tick interval, ms.</param>
    /// <param name="within">How near a score has to be to a line, points.</param>
    public static NearChange? Of(Scorecard card, in TierState state, double score, long waitsUntil, long tick, long tickMs, double within)
    {
        ArgumentNullException.ThrowIfNull(card);
        if (!state.Rated) return null;
        var (tiers, margin, tier) = (card.Options.Tiers, card.Options.Margin, state.Tier);
        if (waitsUntil != TierDecision.NotWaiting)
            return new NearChange(OutlookChange.Waits, card.Tiers.Held(tier, score), tiers[tier].Cut!.Value - margin, TickAtOrAfter(waitsUntil, tick, tickMs));
        if (tier > 0 && tiers[tier].Cut - margin is { } line && score < line + within)
        {
            var hold = state.LastChange == TierState.NoChange ? long.MinValue : state.LastChange + card.Tiers.HoldMs;
            return new NearChange(OutlookChange.Fall, tier - 1, line, TickAtOrAfter(hold, tick, tickMs));
        }
        return tier < tiers.Count - 1 && tiers[tier + 1].Cut is { } cut && score >= cut - within && score < cut
            ? new NearChange(OutlookChange.Rise, tier + 1, cut, tick + tickMs)
            : null;
    }

    /// <summary>The first tick that is at or after a time and after the last tick.</summary>
    private static long TickAtOrAfter(long time, long tick, long tickMs) => time <= tick ? tick + tickMs : tick + (time - tick + tickMs - 1) / tickMs * tickMs;
}
