using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>Distinct buyers of an entity and day: one HyperLogLog sketch per day bucket that has buyers. Owned by one thread.</summary>
internal sealed class BuyerSketches(EntityKind kind)
{
    /// <summary>Wide kinds have few entities and many buyers; the others the reverse.</summary>
    private readonly int _precision = kind is EntityKind.Merchant or EntityKind.Creator ? 10 : 12;

    private readonly List<HyperLogLog?> _sketches = [];
    private readonly Stack<int> _free = new();

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
