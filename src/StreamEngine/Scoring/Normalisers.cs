namespace StreamEngine.Scoring;

/// <summary>
/// The four normalisers, each to 0..100 where 50 is the category's average. The order of the floating point operations is that of the formulas,
/// and is part of the contract: the last bit of a score decides over a cut.
/// </summary>
public static class Normalisers
{
    /// <summary>S of an indicator without data.</summary>
    public const double Neutral = 50;

    /// <summary>p = (k + m*p0) / (n + m); S = clamp(100 * (1 - p / (2*p0))).</summary>
    public static double BadRate(double k, double n, double p0, double m, out bool imputed)
    {
        imputed = n == 0;
        if (imputed) return Neutral;
        var p = (k + m * p0) / (n + m);
        return Clamp(100 * (1 - p / (2 * p0)));
    }

    /// <summary>v = (a + m*v0) / (b + m); S = clamp(50 + 25 * log2(v / v0)); v &lt;= 0 gives 0.</summary>
    public static double Ratio(double a, double b, double v0, double m, out bool imputed)
    {
        imputed = b == 0;
        if (imputed) return Neutral;
        var v = (a + m * v0) / (b + m);
        return v <= 0 ? 0 : Clamp(50 + 25 * ManagedMath.Log2(v / v0));
    }

    /// <summary>
    /// x &lt;= p50: S = 50 * ln(1 + x/a) / ln(1 + p50/a); else S = 50 + 50 * ln((x+a)/(p50+a)) / ln((p99+a)/(p50+a)); clamped. Never imputed.
    /// </summary>
    public static double Count(double x, double p50, double p99, double a) =>
        Count(x, p50, a, CountLower(p50, a), CountUpper(p50, p99, a));

    /// <summary>r = x / y; S = clamp(100 * (worst - r) / (worst - best)).</summary>
    public static double Linear(double x, double y, double best, double worst, out bool imputed)
    {
        imputed = y == 0;
        if (imputed) return Neutral;
        var r = x / y;
        return Clamp(100 * (worst - r) / (worst - best));
    }

    /// <summary>Six decimals, half to even: rint(x * 10^6) / 10^6.</summary>
    public static double Round6(double x) => Math.Round(x * 1e6, MidpointRounding.ToEven) / 1e6;

    /// <summary><see cref="Count(double, double, double, double)"/> with its two divisors, which depend on the baseline alone.</summary>
    internal static double Count(double x, double p50, double a, double lower, double upper) =>
        Clamp(x <= p50 ? 50 * ManagedMath.Log(1 + x / a) / lower : 50 + 50 * ManagedMath.Log((x + a) / (p50 + a)) / upper);

    internal static double CountLower(double p50, double a) => ManagedMath.Log(1 + p50 / a);

    internal static double CountUpper(double p50, double p99, double a) => ManagedMath.Log((p99 + a) / (p50 + a));

    // Written so that -0 and NaN become 0.
    private static double Clamp(double s) => s > 0 ? s < 100 ? s : 100 : 0;
}
