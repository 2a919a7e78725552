namespace StreamEngine.Scoring;

/// <summary>How an indicator's sums become a number from 0 to 100; the name in configuration is the member's in snake_case.</summary>
public enum NormaliserKind : byte
{
    /// <summary>A share of something bad, smoothed towards the category's average p0: 100 at none, 50 at p0, 0 at 2 p0.</summary>
    BadRate,
    /// <summary>A quotient, smoothed towards the category's average v0: 50 at v0, 25 more for every doubling.</summary>
    Ratio,
    /// <summary>A size on a logarithmic scale: 50 at the category's median, 100 at its 99th percentile.</summary>
    Count,
    /// <summary>A quotient between a worst (0) and a best value (100).</summary>
    Linear,
}
