using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>Distinct buyers of an entity and day: one HyperLogLog sketch per day bucket that has buyers. Owned by one thread.</summary>
internal sealed class BuyerSketches(EntityKind kind)
{
    /// <summary>A sketch is as large as some tens of other records.</summary>
    private const int SketchesInSlice = Slice.Records / 64;

    /// <summary>Wide kinds have few entities and many buyers; the others the reverse.</summary>
    private readonly int _precision = kind is EntityKind.Merchant or EntityKind.Creator ? 10 : 12;

    private readonly List<HyperLogLog?> _sketches = [];
    private readonly Stack<int> _free = new();
    private readonly Dictionary<int, HyperLogLog> _loading = [];

    /// <summary>Adds a buyer's hash to a bucket's sketch; true when the sketch changed.</summary>
    public bool Add(BucketRing days, int bucket, ulong hash)
    {
        var number = days[bucket].Sketch;
        if (number < 0)
        {
            number = Take();
            days.SetSketch(bucket, number);
        }
        return _sketches[number]!.Add(hash);
    }

    /// <summary>Estimated distinct buyers of a bucket.</summary>
    public long Estimate(in Bucket bucket) => bucket.Sketch < 0 ? 0 : _sketches[bucket.Sketch]!.Estimate();

    /// <summary>Gives a leaving bucket's sketch up.</summary>
    public void Free(in Bucket bucket)
    {
        if (bucket.Sketch < 0) return;
        _sketches[bucket.Sketch] = null;
        _free.Push(bucket.Sketch);
    }

    /// <summary>Writes the sketches of day buckets that are saved with it, in slices.</summary>
    public IEnumerable<Slice> Save(SnapshotWriter to, BucketRing days, List<int> buckets)
    {
        for (var i = 0; i < buckets.Count; i++)
        {
            if (i % SketchesInSlice == 0) yield return default;
            var sketch = days[buckets[i]].Sketch;
            to.Flag(sketch >= 0);
            if (sketch >= 0) _sketches[sketch]!.Save(to);
        }
    }

    /// <summary>Reads the sketches of day buckets that were loaded before it.</summary>
    public void Load(SnapshotReader from, List<int> buckets)
    {
        foreach (var bucket in buckets)
        {
            if (from.Flag()) _loading[bucket] = HyperLogLog.Load(from, _precision);
            else _loading.Remove(bucket);
        }
    }

    /// <summary>Gives the sketches to the buckets once all segments are read.</summary>
    public void Loaded(BucketRing days)
    {
        foreach (var (bucket, sketch) in _loading)
        {
            if (!days.IsInUse(bucket)) continue;
            days.SetSketch(bucket, _sketches.Count);
            _sketches.Add(sketch);
        }
        _loading.Clear();
    }

    private int Take()
    {
        if (_free.TryPop(out var number))
        {
            _sketches[number] = new HyperLogLog(_precision);
            return number;
        }
        _sketches.Add(new HyperLogLog(_precision));
        return _sketches.Count - 1;
    }
}
