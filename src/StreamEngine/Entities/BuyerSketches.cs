using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>Distinct buyers of an entity and day: one HyperLogLog sketch per day bucket that has buyers, by the bucket's handle. Owned by one thread.</summary>
internal sealed class BuyerSketches(EntityKind kind)
{
    /// <summary>A sketch is as large as some tens of other records.</summary>
    private const int SketchesInSlice = Slice.Records / 64;

    /// <summary>Wide kinds have few entities and many buyers; the others the reverse.</summary>
    private readonly int _precision = kind is EntityKind.Merchant or EntityKind.Creator ? 10 : 12;

    private readonly List<HyperLogLog?> _sketches = [];
    private readonly Dictionary<int, HyperLogLog> _loading = [];

    /// <summary>Adds a buyer's hash to a bucket's sketch; true when the sketch changed.</summary>
    public bool Add(int bucket, ulong hash)
    {
        if (Of(bucket) is not { } sketch) Put(bucket, sketch = new HyperLogLog(_precision));
        return sketch.Add(hash);
    }

    /// <summary>Estimated distinct buyers of a bucket.</summary>
    public long Estimate(int bucket) => Of(bucket)?.Estimate() ?? 0;

    /// <summary>Gives a leaving bucket's sketch up.</summary>
    public void Free(int bucket)
    {
        if (bucket < _sketches.Count) _sketches[bucket] = null;
    }

    /// <summary>Writes the sketches of day buckets that are saved with it, in slices.</summary>
    public IEnumerable<Slice> Save(SnapshotWriter to, List<int> buckets)
    {
        for (var i = 0; i < buckets.Count; i++)
        {
            if (i % SketchesInSlice == 0) yield return default;
            var sketch = Of(buckets[i]);
            to.Flag(sketch is not null);
            sketch?.Save(to);
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
            if (days.IsInUse(bucket)) Put(bucket, sketch);
        }
        _loading.Clear();
    }

    private HyperLogLog? Of(int bucket) => bucket < _sketches.Count ? _sketches[bucket] : null;

    private void Put(int bucket, HyperLogLog sketch)
    {
        while (_sketches.Count <= bucket) _sketches.Add(null);
        _sketches[bucket] = sketch;
    }
}
