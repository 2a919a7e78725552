namespace StreamEngine.Peers.Naive;

/// <summary>A key and its five sums over the last 60 minutes: an event adds to the bucket of its minute, a bucket that leaves is subtracted.</summary>
internal sealed class Rolling<TKey>(TKey key)
{
    public const int Sums = 5;
    public const int Minutes = 60;
    public const long MinuteMs = 60_000;

    private readonly long[]?[] _buckets = new long[]?[Minutes];
    private long _newest = long.MinValue;

    public TKey Key { get; } = key;

    public long[] Totals { get; } = new long[Sums];

    /// <summary>Changed since the last tick.</summary>
    public bool Dirty { get; set; }

    /// <summary>Listed among the changed ones.</summary>
    public bool Listed { get; set; }

    /// <summary>True when the bucket was made for it.</summary>
    public bool Add(long time, int sum, long value)
    {
        var minute = time / MinuteMs;
        Advance(minute);
        if (minute <= _newest - Minutes) return false;
        ref var bucket = ref _buckets[minute % Minutes];
        var made = bucket is null;
        bucket ??= new long[Sums];
        bucket[sum] += value;
        Totals[sum] += value;
        Dirty = true;
        return made;
    }

    /// <summary>Moves the window so that it ends with a minute.</summary>
    public void Advance(long minute)
    {
        if (minute <= _newest) return;
        for (var m = _newest == long.MinValue ? minute : _newest + 1; m <= Math.Min(minute, _newest + Minutes); m++)
        {
            if (_buckets[m % Minutes] is not { } bucket) continue;
            for (var i = 0; i < Sums; i++) Totals[i] -= bucket[i];
            _buckets[m % Minutes] = null;
            Dirty = true;
        }
        _newest = minute;
    }
}
