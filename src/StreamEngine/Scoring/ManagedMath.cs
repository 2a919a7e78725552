namespace StreamEngine.Scoring;

/// <summary>
/// Logarithms in managed code. <see cref="Math.Log(double)"/> calls the C library of the machine, whose last bit differs from one to the next; these use
/// only the operations that IEEE 754 rounds exactly (the runtime never contracts a product and a sum), so every machine gives the same bytes.
/// </summary>
/// <remarks>
/// Method: fdlibm's <c>e_log.c</c> and FreeBSD's <c>e_log2.c</c>. x = 2^k * (1 + f) with sqrt(1/2) &lt;= 1 + f &lt; sqrt(2); with s = f / (2 + f),
/// ln(1 + f) = f - f^2/2 + s * (f^2/2 + R(s^2)), where R is a minimax polynomial. The error stays below
/// 0.8 ulp, and is mostly that of correct rounding.
/// </remarks>
public static class ManagedMath
{
    // ln 2 and 1 / ln 2 in two parts; the high part has trailing zero bits, so that its product with an exponent or a short number is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2High = 1.44269504072144627571e+00;
    private const double InverseLn2Low = 1.67517131648865118353e-10;

    private const long SquareRootOfHalf = 0x3FE6A09E_00000000;
    private const long One = 0x3FF00000_00000000;

    /// <summary>The natural logarithm; -infinity of 0, NaN of what is below.</summary>
    public static double Log(double x)
    {
        if (Special(x, out var special)) return special;
        var f = Reduce(x, out var k);
        var halfSquare = 0.5 * f * f;

        // Sums of two parts throughout, so that only the last addition rounds at full size.
        var high = f - halfSquare;
        var low = (f - high) - halfSquare + (Remainder(f, halfSquare) + k * Ln2Low);
        var whole = k * Ln2High;
        var sum = whole + high;
        low += (whole - sum) + high;
        return low + sum;
    }

    /// <summary>The logarithm to base 2, exact for powers of two; -infinity of 0, NaN of what is below.</summary>
    public static double Log2(double x)
    {
        if (Special(x, out var special)) return special;
        var f = Reduce(x, out var k);
        var halfSquare = 0.5 * f * f;

        // f - f^2/2 in two parts, the high one short, so that its product with the high part of 1 / ln 2 is exact.
        var high = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(f - halfSquare) & unchecked((long)0xFFFFFFFF_00000000));
        var low = (f - high) - halfSquare + Remainder(f, halfSquare);
        var valueHigh = high * InverseLn2High;
        var valueLow = (low + high) * InverseLn2Low + low * InverseLn2High;

        var sum = k + valueHigh;
        valueLow += (k - sum) + valueHigh;
        return valueLow + sum;
    }

    private static bool Special(double x, out double result)
    {
        // Positive and finite; the comparison is false for NaN.
        var ordinary = x > 0 && x < double.PositiveInfinity;
        result = ordinary ? 0 : x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        return !ordinary;
    }

    private static double Reduce(double x, out double exponent)
    {
        var k = 0;
        if (x < 2.2250738585072014e-308)
        {
            k = -54;
            x *= 18014398509481984.0; // 2^54: a subnormal number becomes a normal one, exactly
        }
        var shifted = BitConverter.DoubleToInt64Bits(x) + (One - SquareRootOfHalf);
        exponent = k + (int)(shifted >> 52) - 0x3FF;
        return BitConverter.Int64BitsToDouble((shifted & 0x000FFFFF_FFFFFFFF) + SquareRootOfHalf) - 1.0;
    }

    private static double Remainder(double f, double halfSquare)
    {
        var s = f / (2.0 + f);
        var z = s * s;
        var w = z * z;
        var even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
        var odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
        return s * (halfSquare + (odd + even));
    }
}
