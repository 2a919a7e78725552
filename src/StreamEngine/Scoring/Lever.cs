namespace StreamEngine.Scoring;

/// <summary>What an indicator could do for a score.</summary>
/// <param name="Indicator">The indicator's id.</param>
/// <param name="PointAdds">What one more point of its S would add to the score, in points: less than its weight / 100 where S is near 100 or a cap or floor holds the score.</param>
/// <param name="Unit">
/// What <paramref name="Needed"/> counts: a metric (<c>reviews</c>: good ones), <c>creators</c>, or <c>net_sales</c> in fen. Null for normalisers whose
/// events cannot be counted so (<c>ratio</c>, <c>linear</c>).
/// </param>
/// <param name="Needed">How many more of it alone bring the score to the next tier's cut; null when none do, or the score is not what is missing.</param>
public readonly record struct Lever(string Indicator, double PointAdds, string? Unit, long? Needed)
{
    /// <summary><see cref="Needed"/> in words, such as <c>11 good reviews</c>; null when there is none.</summary>
    public string? Words { get; init; }
}
