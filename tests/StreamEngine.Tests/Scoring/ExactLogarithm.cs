using System.Numerics;

namespace StreamEngine.Tests.Scoring;

/// <summary>Logarithms in 256-bit fixed point, by the series of the inverse hyperbolic tangent: slow and independent of any floating point.</summary>
internal static class ExactLogarithm
{
    private const int Bits = 256;
    private static readonly BigInteger One = BigInteger.One << Bits;

    /// <summary>ln 2 = 2 * artanh(1/3).</summary>
    private static readonly BigInteger Ln2 = 2 * InverseHyperbolicTangent(One / 3);

    /// <summary>The distance of <paramref name="computed"/> from ln(x), in units of its last place.</summary>
    public static double UlpsFromLog(double x, double computed) => Ulps(computed, Log(x));

    /// <summary>The distance of <paramref name="computed"/> from log2(x), in units of its last place.</summary>
    public static double UlpsFromLog2(double x, double computed) => Ulps(computed, (Log(x) << Bits) / Ln2);

    private static BigInteger Log(double x)
    {
        var (mantissa, exponent) = Parts(x);
        var length = (int)mantissa.GetBitLength();
        var m = (mantissa << Bits) >> (length - 1); // 1 <= m < 2
        return 2 * InverseHyperbolicTangent(((m - One) << Bits) / (m + One)) + (exponent + length - 1) * Ln2;
    }

    private static BigInteger InverseHyperbolicTangent(BigInteger s)
    {
        var square = (s * s) >> Bits;
        var sum = BigInteger.Zero;
        var power = s;
        for (var n = 1; !power.IsZero; n += 2, power = (power * square) >> Bits) sum += power / n;
        return sum;
    }

    private static double Ulps(double computed, BigInteger exact)
    {
        var (mantissa, exponent) = Parts(computed);
        var value = Shift(mantissa, exponent + Bits);
        var ulp = Shift(BigInteger.One, Parts(Math.BitIncrement(Math.Abs(computed)) - Math.Abs(computed)).Exponent + Bits);
        return (double)((value - exact) * 1_000_000 / ulp) / 1e6;
    }

    private static BigInteger Shift(BigInteger value, int by) => by >= 0 ? value << by : value >> -by;

    private static (BigInteger Mantissa, int Exponent) Parts(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = new BigInteger(bits & 0x000FFFFF_FFFFFFFF);
        if (exponent == 0) exponent = 1;
        else mantissa += BigInteger.One << 52;
        while (mantissa.IsEven && !mantissa.IsZero)
        {
            mantissa >>= 1;
            exponent++;
        }
        return (bits < 0 ? -mantissa : mantissa, exponent - 1075);
    }
}
