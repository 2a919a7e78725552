namespace StreamEngine.Simulator;

/// <summary>
/// Draws an index by weight in constant time (Walker's alias method, Vose's construction): with a million products
/// a search in cumulative weights would cost more than writing the event.
/// </summary>
internal sealed class AliasTable
{
    private readonly uint[] _threshold;
    private readonly int[] _alias;

    public AliasTable(ReadOnlySpan<double> weights)
    {
        int n = weights.Length;
        _threshold = new uint[n];
        _alias = new int[n];
        double total = 0;
        foreach (double w in weights) total += w;
        var scaled = new double[n];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int i = 0; i < n; i++)
        {
            scaled[i] = weights[i] * n / total;
            (scaled[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            int s = small.Pop(), l = large.Pop();
            _threshold[s] = (uint)(scaled[s] * uint.MaxValue);
            _alias[s] = l;
            scaled[l] -= 1 - scaled[s];
            (scaled[l] < 1 ? small : large).Push(l);
        }
        foreach (int i in small.Concat(large))
        {
            _threshold[i] = uint.MaxValue;
            _alias[i] = i;
        }
    }

    /// <summary>An index for 64 random bits.</summary>
    public int Draw(ulong random)
    {
        int i = (int)(((random >> 32) * (ulong)_threshold.Length) >> 32);
        return (uint)random <= _threshold[i] ? i : _alias[i];
    }
}
