namespace StreamEngine.Commerce;

/// <summary>The uplift of the pairs whose first distribution order lies in a span of days.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="Uplift">Their uplift.</param>
public sealed record UpliftOfDays(DateOnly First, DateOnly Last, Uplift Uplift);
