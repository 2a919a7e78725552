namespace StreamEngine.Peers.Comparing;

/// <summary>The last five sums of every key, as an engine emitted them. A key whose sums are all zero is as good as none.</summary>
internal sealed class Totals
{
    private readonly Dictionary<string, string> _sums;

    public Totals(Dictionary<string, string> sums) => _sums = sums;

    /// <summary>How many keys there are.</summary>
    public int Count => _sums.Count;

    /// <summary>Reads lines of a key and five sums, separated by tabs.</summary>
    public static Totals Read(string file)
    {
        var sums = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(file))
        {
            var (key, values) = (line[..line.IndexOf('\t')], line[(line.IndexOf('\t') + 1)..]);
            if (values != "0\t0\t0\t0\t0") sums.Add(key, values);
        }
        return new Totals(sums);
    }

    /// <summary>What differs from others, in a few words; null when nothing does.</summary>
    public string? DifferenceFrom(Totals others)
    {
        var different = _sums.Keys.Union(others._sums.Keys).Where(k => _sums.GetValueOrDefault(k) != others._sums.GetValueOrDefault(k)).Order(StringComparer.Ordinal).ToList();
        if (different.Count == 0) return null;
        var first = different[0];
        return $"{different.Count} of {others.Count} keys differ, first {first}: {Text(this, first)} instead of {Text(others, first)}";

        static string Text(Totals totals, string key) => totals._sums.TryGetValue(key, out var values) ? values.Replace('\t', ' ') : "nothing";
    }
}
