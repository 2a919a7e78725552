using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>One indicator's part in a score.</summary>
/// <param name="Id">Its id in the scorecard.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Part">The force or part of the scorecard that it belongs to.</param>
/// <param name="Window">The window of its sums.</param>
/// <param name="Value">S, 0..100, six decimals; 50 is the category's average.</param>
/// <param name="Imputed">Whether it had no data and S is 50 by default.</param>
/// <param name="Weight">Its share of the score in hundredths.</param>
/// <param name="Points">Weight * S / 100: what it adds to the score.</param>
/// <param name="Formula">How S comes about, with its numbers.</param>
public sealed record IndicatorExplanation(
    string Id, string Name, string Part, WindowKind Window, double Value, bool Imputed, double Weight, double Points, string Formula);

/// <summary>The tier that comes next and what it needs.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Cut">The score from which it is reached; null for the lowest.</param>
/// <param name="Points">Points of score that are missing; 0 when the score is not what is missing.</param>
/// <param name="Needs">Everything that is missing, in words.</param>
public sealed record NextTier(string Tier, double? Cut, double Points, IReadOnlyList<string> Needs);

/// <summary>A score with everything that explains it, as of its owner's last tick.</summary>
public sealed record ScoreExplanation
{
    /// <summary>The score.</summary>
    public required FinalScore Score { get; init; }

    /// <summary>The category whose baselines hold; null when the kind or the entity has none.</summary>
    public required string? Category { get; init; }

    /// <summary>The indicators in the scorecard's order.</summary>
    public required IReadOnlyList<IndicatorExplanation> Indicators { get; init; }

    /// <summary>Paid orders in the month; they decide whether it is rated.</summary>
    public required long PaidOrders { get; init; }

    /// <summary>Points that penalty points take off.</summary>
    public required double Penalty { get; init; }

    /// <summary>The most that the score can be because of a severe violation in the month; null when there is none.</summary>
    public required double? SevereCap { get; init; }

    /// <summary>The next tier; null in the highest.</summary>
    public required NextTier? Next { get; init; }

    /// <summary>The score below which the tier is lost; null in the lowest.</summary>
    public required double? LostBelow { get; init; }

    /// <summary>The tick at which a fall that waits for its hold is decided; null when none waits.</summary>
    public required long? FallDue { get; init; }

    /// <summary>The benefits that a product has in its tier; null for other kinds.</summary>
    public required Benefits? Benefits { get; init; }

    /// <summary>What it was made of: sums in the order of the scorecard's inputs, distinct creators, the number of its tier and the row of its baselines.</summary>
    internal (long[] Totals, int Creators, int Tier, int Baseline) Made { get; init; }

    /// <summary>What each indicator could do for the score, in the scorecard's order. Worked out when asked for: not while a lane waits.</summary>
    public IReadOnlyList<Lever> Levers() => Scoring.Levers.Of(Score.Card, Made.Totals, Made.Creators, Made.Baseline, Made.Tier);
}
