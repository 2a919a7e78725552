using CsCheck;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class ManagedMathTests
{
    private static readonly Gen<double> AnyPositive =
        Gen.Long[1, 0x7FEFFFFF_FFFFFFFF].Select(BitConverter.Int64BitsToDouble);

    private static readonly Gen<double> NearOne = Gen.Double[0.5, 2.0];

    /// <summary>What scorecards really ask for: quotients of sums.</summary>
    private static readonly Gen<double> Quotients = Gen.Select(Gen.Long[1, 10_000_000_000], Gen.Long[1, 10_000_000], (a, b) => (double)a / b);

    private static readonly Gen<double> Input = Gen.OneOf(AnyPositive, NearOne, Quotients);

    // The digits of OEIS A002162, A002392, A002391, A020857, A020862.
    [Theory]
    [InlineData(2, 0.69314718055994530941723212145818)]
    [InlineData(10, 2.30258509299404568401799145468436)]
    [InlineData(3, 1.09861228866810969139524523692253)]
    [InlineData(1, 0)]
    public void Log_of_a_small_number_is_the_published_value(double x, double published) =>
        Assert.Equal(published, ManagedMath.Log(x));

    [Theory]
    [InlineData(3, 1.58496250072115618145373894394782)]
    [InlineData(10, 3.32192809488736234787031942948939)]
    [InlineData(1, 0)]
    public void Log2_of_a_small_number_is_the_published_value(double x, double published) =>
        Assert.Equal(published, ManagedMath.Log2(x));

    [Fact]
    public void Log2_of_every_power_of_two_is_exact()
    {
        for (var k = -1074; k <= 1023; k++) Assert.Equal(k, ManagedMath.Log2(Math.ScaleB(1.0, k)));
    }

    [Fact]
    public void Log_is_less_than_four_fifths_of_a_unit_in_the_last_place_from_the_exact_value() =>
        Input.Where(x => x != 1).Sample(x => Math.Abs(ExactLogarithm.UlpsFromLog(x, ManagedMath.Log(x))) < 0.8, iter: 50_000);

    [Fact]
    public void Log2_is_less_than_four_fifths_of_a_unit_in_the_last_place_from_the_exact_value() =>
        Input.Where(x => x != 1).Sample(x => Math.Abs(ExactLogarithm.UlpsFromLog2(x, ManagedMath.Log2(x))) < 0.8, iter: 50_000);

    [Fact]
    public void Log_is_at_most_one_double_away_from_that_of_the_platform() =>
        Input.Sample(x => Math.Abs(BitConverter.DoubleToInt64Bits(ManagedMath.Log(x)) - BitConverter.DoubleToInt64Bits(Math.Log(x))) <= 1, iter: 100_000);

    [Fact]
    public void The_exact_logarithm_of_the_test_notices_an_error_of_one_unit() =>
        Assert.True(Math.Abs(ExactLogarithm.UlpsFromLog(10, Math.BitIncrement(Math.BitIncrement(ManagedMath.Log(10))))) > 1);

    [Theory]
    [InlineData(0.0, double.NegativeInfinity)]
    [InlineData(-1.0, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void What_has_no_logarithm_gives_the_values_of_the_standard(double x, double expected)
    {
        Assert.Equal(expected, ManagedMath.Log(x));
        Assert.Equal(expected, ManagedMath.Log2(x));
    }

    [Fact]
    public void Bits_are_the_same_on_every_machine()
    {
        var hash = 0L;
        for (var i = 1; i <= 10_000; i++)
        {
            hash = (hash * 31) ^ BitConverter.DoubleToInt64Bits(ManagedMath.Log(i / 1000.0));
            hash = (hash * 31) ^ BitConverter.DoubleToInt64Bits(ManagedMath.Log2(i / 1000.0));
        }
        Assert.Equal(5810409847972397653, hash);
    }
}
