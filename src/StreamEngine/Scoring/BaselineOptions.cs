using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Scoring;

/// <summary>
/// An indicator's parameters in one category. What a category's row leaves out is that of the default row <c>*</c>, which must hold what the indicator's
/// normaliser needs: <c>p0</c>; <c>v0</c>; <c>p50</c> and <c>p99</c>; <c>best</c> and <c>worst</c>.
/// </summary>
public sealed record BaselineOptions
{
    /// <summary>The average bad rate (<c>bad_rate</c>): S = 50 there.</summary>
    [Range(1e-9, 1e9)]
    public double? P0 { get; init; }

    /// <summary>The average quotient (<c>ratio</c>): S = 50 there.</summary>
    [Range(1e-9, 1e15)]
    public double? V0 { get; init; }

    /// <summary>The median (<c>count</c>): S = 50 there.</summary>
    [Range(1e-9, 1e18)]
    public double? P50 { get; init; }

    /// <summary>The 99th percentile (<c>count</c>): S = 100 there.</summary>
    [Range(1e-9, 1e18)]
    public double? P99 { get; init; }

    /// <summary>The quotient at which S = 100 (<c>linear</c>).</summary>
    [Range(-1e15, 1e15)]
    public double? Best { get; init; }

    /// <summary>The quotient at which S = 0 (<c>linear</c>).</summary>
    [Range(-1e15, 1e15)]
    public double? Worst { get; init; }

    /// <summary>This row where it says something, <paramref name="defaults"/> elsewhere.</summary>
    internal BaselineOptions Over(BaselineOptions defaults) => new()
    {
        P0 = P0 ?? defaults.P0,
        V0 = V0 ?? defaults.V0,
        P50 = P50 ?? defaults.P50,
        P99 = P99 ?? defaults.P99,
        Best = Best ?? defaults.Best,
        Worst = Worst ?? defaults.Worst,
    };
}
