using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Scoring;

/// <summary>A scorecard: its indicators, what they are compared with, and how its score becomes a tier.</summary>
public sealed record ScorecardOptions
{
    /// <summary>The category of the default row of <see cref="Baselines"/>.</summary>
    public const string DefaultCategory = "*";

    /// <summary>Fewest paid orders in the month for a rating. Default 30: below that, rates are noise.</summary>
    [Range(0, long.MaxValue)]
    public long MinimumPaidOrders { get; init; } = 30;

    /// <summary>How many points below a tier's cut the score must come before the tier is lost, so that it does not flap. Default 3.</summary>
    [Range(0, 100)]
    public double Margin { get; init; } = 3;

    /// <summary>How long after a change the next fall has to wait. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The highest score with a severe violation in the month. Default 30.</summary>
    [Range(0, 1000)]
    public double SevereCap { get; init; } = 30;

    /// <summary>The most points that the month's penalty points take off the score. Default 0: none do.</summary>
    [Range(0, 1000)]
    public double PenaltyCap { get; init; }

    /// <summary>What the top tier needs besides the score; absent: nothing.</summary>
    public TopTierGates? Gates { get; init; }

    /// <summary>The tiers, lowest first.</summary>
    [Required, MinLength(2)]
    public IReadOnlyList<TierOptions> Tiers { get; init; } = [];

    /// <summary>The indicators in the order of outputs and of the weighted sum.</summary>
    [Required, MinLength(1), MaxLength(64)]
    public IReadOnlyList<IndicatorOptions> Indicators { get; init; } = [];

    /// <summary>By category, then by indicator: what differs between categories. The row <c>*</c> holds for everything that no other row names.</summary>
    [Required]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, BaselineOptions>> Baselines { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, BaselineOptions>>();
}
