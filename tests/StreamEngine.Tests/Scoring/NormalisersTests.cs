using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class NormalisersTests
{
    [Theory]
    [InlineData(0, 0, 50, true)]
    [InlineData(0, 30, 75, false)]
    [InlineData(2, 40, 30.952381, false)]
    [InlineData(18, 1000, 69.417476, false)]
    [InlineData(75, 1000, 0, false)]
    public void Bad_rate_gives_the_golden_values(double k, double n, double expected, bool imputed)
    {
        var s = Normalisers.BadRate(k, n, 0.03, 30, out var withoutData);
        Assert.Equal(expected, Normalisers.Round6(s));
        Assert.Equal(imputed, withoutData);
    }

    [Theory]
    [InlineData(2, 75)]
    [InlineData(0.5, 25)]
    [InlineData(1.3, 59.462791)]
    [InlineData(1, 50)]
    [InlineData(16, 100)]
    [InlineData(0.01, 0)]
    [InlineData(0, 0)]
    public void Ratio_gives_the_golden_values(double timesAverage, double expected)
    {
        var s = Normalisers.Ratio(timesAverage, 1, 1, 0, out var imputed);
        Assert.Equal(expected, Normalisers.Round6(s));
        Assert.False(imputed);
    }

    [Fact]
    public void Ratio_is_smoothed_towards_the_average() =>
        Assert.Equal(Normalisers.Round6(50 + 25 * Math.Log2((60 + 200 * 0.1) / 400 / 0.1)), Normalisers.Round6(Normalisers.Ratio(60, 200, 0.1, 200, out _)));

    [Fact]
    public void Ratio_without_a_divisor_is_neutral_and_imputed()
    {
        Assert.Equal(50, Normalisers.Ratio(7, 0, 0.1, 200, out var imputed));
        Assert.True(imputed);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 1.361515)]
    [InlineData(5000, 50)]
    [InlineData(1e5, 77.588075)]
    [InlineData(1e6, 100)]
    [InlineData(1e9, 100)]
    public void Count_gives_the_golden_values(double x, double expected) =>
        Assert.Equal(expected, Normalisers.Round6(Normalisers.Count(x, 5000, 1e6, 1000)));

    [Theory]
    [InlineData(75, 100, 100)]
    [InlineData(125, 100, 0)]
    [InlineData(100, 100, 50)]
    [InlineData(50, 100, 100)]
    [InlineData(200, 100, 0)]
    public void Linear_runs_from_worst_to_best(double x, double y, double expected)
    {
        Assert.Equal(expected, Normalisers.Linear(x, y, 0.75, 1.25, out var imputed));
        Assert.False(imputed);
    }

    [Fact]
    public void Linear_without_a_divisor_is_neutral_and_imputed()
    {
        Assert.Equal(50, Normalisers.Linear(0, 0, 0.75, 1.25, out var imputed));
        Assert.True(imputed);
    }

    [Fact]
    public void Linear_at_the_worst_value_is_no_negative_zero() =>
        Assert.Equal(0L, BitConverter.DoubleToInt64Bits(Normalisers.Linear(1, 2, 0.75, 0.5, out _)));

    [Theory]
    [InlineData(0.0000005, 0)]
    [InlineData(0.0000015, 0.000002)]
    [InlineData(0.0000025, 0.000002)]
    [InlineData(59.4627909, 59.462791)]
    public void Six_decimals_are_rounded_half_to_even(double x, double expected) => Assert.Equal(expected, Normalisers.Round6(x));
}
