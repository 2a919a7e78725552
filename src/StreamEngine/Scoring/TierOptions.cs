using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Scoring;

/// <summary>A tier (of products) or band (of merchants and creators) and what comes with it.</summary>
public sealed record TierOptions
{
    /// <summary>Its name in outputs, such as <c>L5</c> or <c>excellent</c>; unique in the scorecard.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>What people call it, such as 优秀.</summary>
    public string Label { get; init; } = "";

    /// <summary>The score from which it is reached. The lowest tier has none.</summary>
    [Range(0, 1000)]
    public double? Cut { get; init; }

    /// <summary>Weight of the product in traffic distribution. Default 1.</summary>
    [Range(0, 100)]
    public double TrafficMultiplier { get; init; } = 1;

    /// <summary>Whether it carries the exclusive tag. Default no.</summary>
    public bool Tag { get; init; }

    /// <summary>Whether it is subsidised. Default no.</summary>
    public bool Subsidy { get; init; }

    /// <summary>Whether it is matched first with good creators. Default no.</summary>
    public bool PriorityMatching { get; init; }
}
