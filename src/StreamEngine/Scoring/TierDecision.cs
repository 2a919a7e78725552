namespace StreamEngine.Scoring;

/// <summary>What becomes of an entity's tier at a tick.</summary>
/// <param name="Next">The state to keep from now on; it can differ (rated or not) although there is no change to record.</param>
/// <param name="Reason">Why the tier changes; <see cref="TierReason.None"/> when it does not.</param>
/// <param name="FailedGate">The gate of a <see cref="TierReason.Gate"/>.</param>
/// <param name="WaitsUntil">When a fall is held back: the tick from which it may be made, at which the entity has to be evaluated again; else <see cref="NotWaiting"/>.</param>
public readonly record struct TierDecision(TierState Next, TierReason Reason, byte FailedGate, long WaitsUntil)
{
    /// <summary>No fall is held back.</summary>
    public const long NotWaiting = long.MaxValue;

    /// <summary>Whether a tier change is to be recorded.</summary>
    public bool Changed => Reason != TierReason.None;

    /// <summary>The reason as outputs name it.</summary>
    public string ReasonName => TierReasons.Name(Reason, FailedGate);
}
