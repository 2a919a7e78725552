namespace StreamEngine.Peers.Reporting;

/// <summary>Median, smallest and largest of some rounds.</summary>
internal readonly record struct Spread(double Median, double Smallest, double Largest)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary>As it stands in tables.</summary>
    public string Text(string format) => $"{Median.ToString(format)} ({Smallest.ToString(format)} to {Largest.ToString(format)})";
}
