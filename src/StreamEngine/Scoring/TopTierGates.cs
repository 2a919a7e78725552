using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Scoring;

/// <summary>
/// What the top tier needs besides the score, checked in this order; whoever fails one gets at most the tier below. All look at the month window.
/// </summary>
public sealed record TopTierGates
{
    /// <summary>The gates' names in reasons, in their order.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["paid_orders", "distributed_orders", "creators", "quality_refund_rate", "bad_review_rate", "severe_violation"];

    /// <summary>Fewest paid orders. Default 100; 0 for no such gate.</summary>
    [Range(0, long.MaxValue)]
    public long PaidOrders { get; init; } = 100;

    /// <summary>Fewest paid orders through creators. Default 30; 0 for no such gate.</summary>
    [Range(0, long.MaxValue)]
    public long DistributedOrders { get; init; } = 30;

    /// <summary>Fewest creators who sold it. Default 3; 0 for no such gate.</summary>
    [Range(0, int.MaxValue)]
    public int Creators { get; init; } = 3;

    /// <summary>Lowest S of the indicator of this name. Default 50, the category's average; 0 for no such gate.</summary>
    [Range(0, 100)]
    public double QualityRefundRate { get; init; } = 50;

    /// <summary>Lowest S of the indicator of this name. Default 50, the category's average; 0 for no such gate.</summary>
    [Range(0, 100)]
    public double BadReviewRate { get; init; } = 50;

    /// <summary>Whether a severe violation keeps out. Default yes.</summary>
    public bool SevereViolation { get; init; } = true;
}
