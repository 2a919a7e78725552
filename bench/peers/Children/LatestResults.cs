namespace StreamEngine.Peers.Children;

/// <summary>What a program emits: the last result of every key of one kind, how many there were, and how old they were. One per table and thread.</summary>
internal sealed class LatestResults<TKey>(ChildOptions options, Func<TKey, string> name) : IResults
    where TKey : notnull
{
    private readonly Dictionary<TKey, long[]> _latest = [];

    public long Emitted { get; private set; }

    public Ages? Ages { get; } = options.Live ? new Ages() : null;

    /// <summary>Takes the sums of a key as of a tick, ms; copies them.</summary>
    public void Emit(TKey key, long tick, long[] totals)
    {
        Emitted++;
        if (_latest.TryGetValue(key, out var held)) totals.CopyTo(held, 0);
        else _latest.Add(key, [.. totals]);
        if (tick < options.End) Ages?.Add(tick);
    }

    public void Write(TextWriter to)
    {
        foreach (var (key, totals) in _latest) to.WriteLine($"{name(key)}\t{string.Join('\t', totals)}");
    }
}
