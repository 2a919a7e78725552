namespace StreamEngine.Scoring;

/// <summary>
/// When tiers change. Up at once; down with a margin and not before the hold since the entity's last change is over; becoming unrated, and a fall with a
/// severe violation, wait for nothing. The gates of the top tier come last and wait for nothing either.
/// </summary>
/// <remarks>
/// Unrated means the lowest tier. So an entity that becomes unrated while it is there anyway, or whose first rating leads there, changes its state and not
/// its tier: there is no record, and the hold does not start anew.
/// </remarks>
public static class TierLadder
{
    /// <summary>Decides.</summary>
    /// <param name="card">The entity's scorecard.</param>
    /// <param name="state">What was decided before.</param>
    /// <param name="evaluation">Score and gates at this tick.</param>
    /// <param name="tick">The tick, ms since the Unix epoch.</param>
    /// <param name="epochFirstTick">Whether it is the first tick of an epoch that a changed scorecard began.</param>
    public static TierDecision Decide(Scorecard card, in TierState state, in Evaluation evaluation, long tick, bool epochFirstTick)
    {
        var tiers = card.Tiers;
        if (!evaluation.Rated) return Change(state, 0, false, TierReason.Unrated, tick);
        if (!state.Rated)
        {
            var first = Gate(tiers, tiers.Reached(evaluation.Score), evaluation);
            return Change(state, first, true, TierReason.FirstRating, tick);
        }

        var wanted = Wanted(tiers, state.Tier, evaluation.Score);
        var waits = wanted < state.Tier && !evaluation.Severe && !HoldIsOver(tiers, state.LastChange, tick);
        var ungated = waits ? state.Tier : wanted;
        var next = Gate(tiers, ungated, evaluation);
        var byGate = state.Tier == tiers.Top && ungated == tiers.Top;
        var decision = Change(state, next, true, Reason(state.Tier, next, byGate, evaluation.Severe, epochFirstTick), tick);
        if (byGate && decision.Changed) decision = decision with { FailedGate = evaluation.FailedGate };

        // A fall that waits and a gate that does not: from the tier below, the fall waits for a hold that began now.
        return waits && wanted < next ? decision with { WaitsUntil = decision.Next.LastChange + tiers.HoldMs } : decision;
    }

    /// <summary>What becomes of a tier that somebody has frozen: nothing, whatever the score. Whether it is rated is still noted.</summary>
    public static TierDecision Frozen(in TierState state, in Evaluation evaluation) =>
        new(state with { Rated = evaluation.Rated }, TierReason.None, 0, TierDecision.NotWaiting);

    /// <summary>
    /// What a change into or out of the top tier of products grants or withdraws; null for every other change. The values are those that hold from now on.
    /// </summary>
    public static Benefits? BenefitsOf(Scorecard card, int from, int to) =>
        card.Kind == Entities.EntityKind.Product ? card.Tiers.BenefitsOf(from, to) : null;

    private static int Wanted(TierTable tiers, int current, double score)
    {
        var reached = tiers.Reached(score);
        return reached >= current ? reached : tiers.Held(current, score);
    }

    private static bool HoldIsOver(TierTable tiers, long lastChange, long tick) =>
        lastChange == TierState.NoChange || tick - lastChange >= tiers.HoldMs;

    private static int Gate(TierTable tiers, int tier, in Evaluation evaluation) =>
        tier == tiers.Top && evaluation.FailedGate != 0 ? tier - 1 : tier;

    private static TierReason Reason(int from, int to, bool byGate, bool severe, bool epochFirstTick)
    {
        if (byGate) return TierReason.Gate;
        if (to < from && severe) return TierReason.Violation;
        return epochFirstTick ? TierReason.Scorecard : TierReason.Score;
    }

    private static TierDecision Change(in TierState state, int to, bool rated, TierReason reason, long tick) => to == state.Tier
        ? new TierDecision(state with { Rated = rated }, TierReason.None, 0, TierDecision.NotWaiting)
        : new TierDecision(new TierState((byte)to, rated, tick), reason, 0, TierDecision.NotWaiting);
}
