namespace StreamEngine.Benchmarks;

/// <summary>Options of the harnesses: names followed by a whole number.</summary>
internal static class Numbers
{
    /// <summary>The number behind a name, or the fallback.</summary>
    public static long Of(string[] args, string name, long fallback) =>
        Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1]) : fallback;

    /// <summary>The one in the middle; of an even count the upper.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
