namespace StreamEngine.Scoring.Trials;

/// <summary>How many entities end in a tier.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Entities">Entities, rated or not.</param>
public readonly record struct TierShare(string Tier, int Entities);

/// <summary>What an indicator adds to a score under the two scorecards.</summary>
/// <param name="Id">The indicator.</param>
/// <param name="Before">Weight * S / 100 under the present scorecard; 0 when it is not in it.</param>
/// <param name="After">The same under the other one.</param>
/// <param name="Moved">The difference.</param>
public readonly record struct IndicatorMove(string Id, double Before, double After, double Moved);

/// <summary>An entity whose score the other scorecard moves.</summary>
/// <param name="Id">The entity.</param>
/// <param name="ScoreBefore">Its score under the present scorecard.</param>
/// <param name="ScoreAfter">Its score under the other one.</param>
/// <param name="Moved">The difference in points.</param>
/// <param name="TierBefore">Its tier under the present scorecard.</param>
/// <param name="TierAfter">Its tier under the other one.</param>
/// <param name="Indicators">The indicators that moved it most, at most <see cref="TrialComparison.IndicatorsShown"/>.</param>
public sealed record Mover(
    string Id, double ScoreBefore, double ScoreAfter, double Moved, string TierBefore, string TierAfter, IReadOnlyList<IndicatorMove> Indicators);

/// <summary>Tier changes of an hour of event time under the two scorecards.</summary>
/// <param name="Hour">The hour's first millisecond, since the Unix epoch.</param>
/// <param name="Before">Changes under the present scorecard.</param>
/// <param name="After">Changes under the other one.</param>
public readonly record struct HourOfChanges(long Hour, int Before, int After);

/// <summary>How restless tiers are under a scorecard.</summary>
/// <param name="Changes">Tier changes.</param>
/// <param name="PerHour">Changes an hour of event time, six decimals; 0 when the traffic has no length.</param>
/// <param name="Returns">Changes straight back to the tier that the entity's change before had left: the flapping.</param>
public readonly record struct Restlessness(int Changes, double PerHour, int Returns);

/// <summary>What another scorecard would have done to the entities of a kind.</summary>
public sealed record KindTrial
{
    /// <summary><c>product</c>, <c>merchant</c> or <c>creator</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Entities at the end of the traffic.</summary>
    public required int Entities { get; init; }

    /// <summary>Entities that end in a tier of another name.</summary>
    public required int OtherTier { get; init; }

    /// <summary>Entities by final tier under the present scorecard, lowest first.</summary>
    public required IReadOnlyList<TierShare> Before { get; init; }

    /// <summary>The same under the other one.</summary>
    public required IReadOnlyList<TierShare> After { get; init; }

    /// <summary>Entities by final tier: a row per tier of <see cref="Before"/>, in it a number per tier of <see cref="After"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Matrix { get; init; }

    /// <summary>The entities whose score moves most, then by id.</summary>
    public required IReadOnlyList<Mover> Movers { get; init; }

    /// <summary>Tier changes by hour, in order, without the hours in which there are none.</summary>
    public required IReadOnlyList<HourOfChanges> Hours { get; init; }

    /// <summary>Tier changes in all under the present scorecard.</summary>
    public required Restlessness RestlessBefore { get; init; }

    /// <summary>The same under the other one.</summary>
    public required Restlessness RestlessAfter { get; init; }
}
