using System.ComponentModel.DataAnnotations;
using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>One line of a scorecard. Parameters that differ by category (<see cref="BaselineOptions"/>) are not here.</summary>
public sealed record IndicatorOptions
{
    /// <summary>Its name in outputs and reasons, snake_case; unique in the scorecard.</summary>
    [Required, RegularExpression("[a-z][a-z0-9_]*")]
    public string Id { get; init; } = "";

    /// <summary>What people call it, such as 品牌搜索力.</summary>
    public string Name { get; init; } = "";

    /// <summary>The force or part of the scorecard that it belongs to, such as <c>brand</c>. For people only.</summary>
    public string Part { get; init; } = "";

    /// <summary>The window of its sums: <c>day</c> or <c>month</c>; the hour window keeps too few metrics.</summary>
    public WindowKind Window { get; init; } = WindowKind.Month;

    /// <summary>How the sums become S.</summary>
    public NormaliserKind Normaliser { get; init; }

    /// <summary>What is counted: k, a or x of the formula. A metric's name, <c>creators</c>, <c>net_sales</c> or <c>1000*net_sales</c>.</summary>
    [Required]
    public string Of { get; init; } = "";

    /// <summary>Out of what: n, b or y of the formula. Every normaliser but <c>count</c> needs it.</summary>
    public string? Per { get; init; }

    /// <summary>How much data weighs as much as the category's average does (<c>bad_rate</c>, <c>ratio</c>): so small numbers do not swing.</summary>
    [Range(0, 1e12)]
    public double? M { get; init; }

    /// <summary>The size below which the scale of <c>count</c> is nearly linear.</summary>
    [Range(1e-9, 1e15)]
    public double? A { get; init; }

    /// <summary>Share of the score in hundredths; 0 shows the indicator without counting it.</summary>
    [Range(0, 100)]
    public double Weight { get; init; }
}
