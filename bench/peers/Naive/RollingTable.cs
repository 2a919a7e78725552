using StreamEngine.Peers.Children;

namespace StreamEngine.Peers.Naive;

/// <summary>Rolling sums by key: the keys that changed since the last tick, and for every minute the keys with a bucket of it, so that expiry looks at no others.</summary>
internal sealed class RollingTable<TKey>(LatestResults<TKey> results)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Rolling<TKey>> _rows = [];
    private readonly SortedDictionary<long, List<Rolling<TKey>>> _byMinute = [];
    private List<Rolling<TKey>> _changed = [];

    public void Add(TKey key, long time, int sum, long value)
    {
        if (!_rows.TryGetValue(key, out var row)) _rows.Add(key, row = new Rolling<TKey>(key));
        Add(row, time, sum, value);
    }

    public void Add(Rolling<TKey> row, long time, int sum, long value)
    {
        if (row.Add(time, sum, value))
        {
            var minute = time / Rolling<TKey>.MinuteMs;
            if (!_byMinute.TryGetValue(minute, out var rows)) _byMinute.Add(minute, rows = []);
            rows.Add(row);
        }
        List(row);
    }

    /// <summary>Emits every key that changed since the last tick, by addition or by expiry.</summary>
    public void Flush(long tick)
    {
        var minute = tick / Rolling<TKey>.MinuteMs;
        while (_byMinute.Count > 0 && _byMinute.First() is var (oldest, rows) && oldest <= minute - Rolling<TKey>.Minutes)
        {
            _byMinute.Remove(oldest);
            foreach (var row in rows)
            {
                row.Advance(minute);
                List(row);
            }
        }
        foreach (var row in _changed)
        {
            row.Listed = false;
            if (!row.Dirty) continue;
            row.Dirty = false;
            results.Emit(row.Key, tick, row.Totals);
        }
        _changed.Clear();
    }

    private void List(Rolling<TKey> row)
    {
        if (row.Listed) return;
        row.Listed = true;
        _changed.Add(row);
    }
}
