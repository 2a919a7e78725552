using System.Runtime.CompilerServices;

namespace StreamEngine.Windows;

/// <summary>Sums that stay at the end of a 64-bit integer instead of wrapping.</summary>
internal static class Saturating
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(long a, long b)
    {
        var sum = a + b;
        return ((a ^ sum) & (b ^ sum)) >= 0 ? sum : Limit(a);
    }

    /// <summary>The same, and says whether the sum was cut.</summary>
    public static long Add(long a, long b, ref long cut)
    {
        var sum = a + b;
        if (((a ^ sum) & (b ^ sum)) >= 0) return sum;
        cut++;
        return Limit(a);
    }

    private static long Limit(long sign) => sign < 0 ? long.MinValue : long.MaxValue;
}
