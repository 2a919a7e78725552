using System.Numerics;
using CsCheck;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Windows;

public sealed class SaturatingTests
{
    private static readonly Gen<long> Number = Gen.OneOf(Gen.Long, Gen.OneOf(Gen.Const(long.MaxValue), Gen.Const(long.MinValue), Gen.Const(0L), Gen.Const(-1L), Gen.Const(1L)));

    [Fact]
    public void A_sum_is_exact_or_the_nearest_that_fits() => Gen.Select(Number, Number).Sample((a, b) =>
    {
        var exact = (BigInteger)a + b;
        var fits = exact >= long.MinValue && exact <= long.MaxValue;
        var expected = (long)BigInteger.Clamp(exact, long.MinValue, long.MaxValue);
        long cut = 0;
        Assert.Equal(expected, Saturating.Add(a, b));
        Assert.Equal(expected, Saturating.Add(a, b, ref cut));
        Assert.Equal(fits ? 0 : 1, cut);
    });
}
