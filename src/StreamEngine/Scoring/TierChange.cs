using StreamEngine.Entities;

namespace StreamEngine.Scoring;

/// <summary>An indicator's S before and after a tier change.</summary>
/// <param name="Id">The indicator's id in its scorecard.</param>
/// <param name="Before">S at the entity's last change, 0..100; absent if there was none.</param>
/// <param name="After">S now, 0..100.</param>
public readonly record struct IndicatorChange(string Id, double? Before, double After);

/// <summary>The four benefits (四大权益) as they are in a tier: what a change into or out of L5 grants or withdraws.</summary>
/// <param name="Granted">True in L5, false in every other tier.</param>
/// <param name="TrafficMultiplier">Weight of the product in traffic distribution.</param>
/// <param name="Tag">Exclusive tag.</param>
/// <param name="Subsidy">Official subsidy.</param>
/// <param name="PriorityMatching">Matched first with good creators.</param>
public sealed record Benefits(bool Granted, double TrafficMultiplier, bool Tag, bool Subsidy, bool PriorityMatching);

/// <summary>One change of an entity's tier, complete in itself.</summary>
public sealed record TierChange
{
    /// <summary>Kind of the entity.</summary>
    public required EntityKind Kind { get; init; }

    /// <summary>Id of the entity.</summary>
    public required string Id { get; init; }

    /// <summary>Epoch of the engine: 0 until an operator resets offsets or changes a scorecard.</summary>
    public required int Epoch { get; init; }

    /// <summary>The tick at which it was decided, ms since the Unix epoch.</summary>
    public required long Tick { get; init; }

    /// <summary>Tier before.</summary>
    public required string From { get; init; }

    /// <summary>Tier after.</summary>
    public required string To { get; init; }

    /// <summary>Score now, 0..100, six decimals.</summary>
    public required double Score { get; init; }

    /// <summary>Score at the entity's last change; absent if there was none.</summary>
    public required double? PreviousScore { get; init; }

    /// <summary>Every indicator of the scorecard, in its order.</summary>
    public required IReadOnlyList<IndicatorChange> Indicators { get; init; }

    /// <summary>Why: <c>unrated</c>, <c>first_rating</c>, <c>gate:…</c>, <c>violation</c>, <c>scorecard</c> or <c>score</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>For products entering or leaving L5.</summary>
    public Benefits? Benefits { get; init; }

    /// <summary>Its own id, the same whenever it is made again: <c>kind:id:epoch:tick</c>.</summary>
    public string ChangeId => $"{Key}:{Epoch}:{Tick}";

    /// <summary>The record key on a topic: <c>kind:id</c>.</summary>
    public string Key => $"{EntityKinds.Name(Kind)}:{Id}";
}
