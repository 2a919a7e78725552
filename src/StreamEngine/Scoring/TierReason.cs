namespace StreamEngine.Scoring;

/// <summary>Why a tier changed, in the order in which reasons are preferred.</summary>
public enum TierReason : byte
{
    /// <summary>No change.</summary>
    None,
    /// <summary>Too few paid orders are left.</summary>
    Unrated,
    /// <summary>Rated for the first time, or again.</summary>
    FirstRating,
    /// <summary>A gate of the top tier fails.</summary>
    Gate,
    /// <summary>A fall while a severe violation is in the window.</summary>
    Violation,
    /// <summary>The scorecard changed.</summary>
    Scorecard,
    /// <summary>The score moved.</summary>
    Score,
}

/// <summary>Names of <see cref="TierReason"/>.</summary>
public static class TierReasons
{
    private static readonly string[] Gates = [.. TopTierGates.Names.Select(n => "gate:" + n)];

    /// <summary>The reason in outputs, such as <c>first_rating</c> or <c>gate:creators</c>.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="failedGate">The gate of <see cref="Evaluation.FailedGate"/>, for <see cref="TierReason.Gate"/>.</param>
    public static string Name(TierReason reason, byte failedGate) => reason switch
    {
        TierReason.Unrated => "unrated",
        TierReason.FirstRating => "first_rating",
        TierReason.Gate => Gates[failedGate - 1],
        TierReason.Violation => "violation",
        TierReason.Scorecard => "scorecard",
        TierReason.Score => "score",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "is no reason"),
    };
}
