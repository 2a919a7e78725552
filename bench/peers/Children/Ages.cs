namespace StreamEngine.Peers.Children;

/// <summary>How old results are when they are emitted, in whole ms. Those of the first seconds, in which code is compiled, are left out. One per thread.</summary>
internal sealed class Ages
{
    /// <summary>How long results are left out after the first.</summary>
    public const long WarmUpMs = 20_000;

    private const int LongestMs = 60_000;

    private readonly long[] _counts = new long[LongestMs + 1];
    private long _firstMs;

    /// <summary>Counts a number of results of a tick.</summary>
    public void Add(long tick, int results = 1)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        if (_firstMs == 0) _firstMs = now;
        if (now - _firstMs >= WarmUpMs) _counts[Math.Clamp(now - tick, 0, LongestMs)] += results;
    }

    /// <summary>The percentiles of all threads as fields of a report, with a comma before them.</summary>
    public static string Report(IReadOnlyList<Ages> all)
    {
        var sum = new long[LongestMs + 1];
        foreach (var ages in all)
        {
            for (var i = 0; i < sum.Length; i++) sum[i] += ages._counts[i];
        }
        return $",\"p50_ms\":{Percentile(sum, 0.5)},\"p99_ms\":{Percentile(sum, 0.99)},\"p999_ms\":{Percentile(sum, 0.999)}";
    }

    private static int Percentile(long[] counts, double share)
    {
        long below = 0, wanted = (long)(share * counts.Sum());
        for (var i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            if (below >= wanted && below > 0) return i;
        }
        return 0;
    }
}
