using System.Numerics;

namespace StreamEngine.Windows;

/// <summary>
/// A HyperLogLog sketch of 2^p registers over 64-bit hashes: the top p bits choose the register, the rank is the position of the first 1 in the rest.
/// Sparse (sorted register-rank pairs) while small. The estimate depends on the registers alone, so order and representation do not matter.
/// Estimator: the improved raw estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6.
/// </summary>
internal sealed class HyperLogLog
{
    private const int RankBits = 6;
    private const double AlphaInfinity = 0.72134752044448170; // 1 / (2 ln 2)

    private readonly int _precision;
    private uint[]? _sparse = new uint[4];
    private byte[]? _dense;
    private int _count;

    /// <param name="precision">p, 4..16.</param>
    public HyperLogLog(int precision) => _precision = precision;

    /// <summary>Adds a hash; true when a register changed.</summary>
    public bool Add(ulong hash)
    {
        var register = (uint)(hash >> (64 - _precision));
        var rank = (uint)Math.Min(BitOperations.LeadingZeroCount(hash << _precision), 64 - _precision) + 1;
        return Raise(register, rank);
    }

    /// <summary>Takes the larger rank of every register.</summary>
    public void Union(HyperLogLog other)
    {
        if (other._dense is { } dense)
        {
            for (var register = 0; register < dense.Length; register++)
            {
                if (dense[register] != 0) Raise((uint)register, dense[register]);
            }
            return;
        }
        foreach (var pair in other._sparse.AsSpan(0, other._count)) Raise(pair >> RankBits, pair & ((1 << RankBits) - 1));
    }

    /// <summary>The estimated number of distinct hashes, rounded half to even.</summary>
    public long Estimate()
    {
        var q = 64 - _precision;
        Span<int> histogram = stackalloc int[64 + 2];
        CountRanks(histogram);
        double m = 1 << _precision;
        var z = m * Tau(1 - histogram[q + 1] / m);
        for (var k = q; k >= 1; k--) z = 0.5 * (z + histogram[k]);
        z += m * Sigma(histogram[0] / m);
        return (long)Math.Round(AlphaInfinity * m * m / z, MidpointRounding.ToEven);
    }

    /// <summary>Writes the registers as they are.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Flag(_dense is not null);
        if (_dense is not null)
        {
            to.Bytes(_dense);
            return;
        }
        to.Unsigned((ulong)_count);
        foreach (var pair in _sparse.AsSpan(0, _count)) to.Unsigned(pair);
    }

    /// <summary>Reads a sketch that was saved with the same precision.</summary>
    public static HyperLogLog Load(SnapshotReader from, int precision)
    {
        var sketch = new HyperLogLog(precision);
        if (from.Flag())
        {
            sketch._dense = from.Bytes().ToArray();
            sketch._sparse = null;
            return sketch._dense.Length == 1 << precision ? sketch : throw new InvalidDataException("a sketch has another precision");
        }
        sketch._count = from.Count();
        sketch._sparse = new uint[Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)sketch._count))];
        for (var i = 0; i < sketch._count; i++) sketch._sparse[i] = (uint)from.Unsigned();
        return sketch;
    }

    private void CountRanks(Span<int> histogram)
    {
        if (_dense is not null)
        {
            foreach (var rank in _dense) histogram[rank]++;
            return;
        }
        histogram[0] = (1 << _precision) - _count;
        foreach (var pair in _sparse.AsSpan(0, _count)) histogram[(int)(pair & ((1 << RankBits) - 1))]++;
    }

    private bool Raise(uint register, uint rank)
    {
        if (_dense is null) return RaiseSparse(register, rank);
        ref var held = ref _dense[register];
        if (rank <= held) return false;
        held = (byte)rank;
        return true;
    }

    private bool RaiseSparse(uint register, uint rank)
    {
        var sparse = _sparse!;
        var at = sparse.AsSpan(0, _count).BinarySearch(register << RankBits);
        if (at < 0) at = ~at;
        if (at < _count && sparse[at] >> RankBits == register)
        {
            if ((sparse[at] & ((1 << RankBits) - 1)) >= rank) return false;
            sparse[at] = register << RankBits | rank;
            return true;
        }
        if (_count == (1 << _precision) / 4)
        {
            BecomeDense();
            return Raise(register, rank);
        }
        if (_count == sparse.Length) Array.Resize(ref _sparse, sparse.Length * 2);
        sparse = _sparse!;
        sparse.AsSpan(at, _count - at).CopyTo(sparse.AsSpan(at + 1));
        sparse[at] = register << RankBits | rank;
        _count++;
        return true;
    }

    private void BecomeDense()
    {
        _dense = new byte[1 << _precision];
        foreach (var pair in _sparse.AsSpan(0, _count)) _dense[pair >> RankBits] = (byte)(pair & ((1 << RankBits) - 1));
        _sparse = null;
    }

    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;
        double y = 1, z = x, before;
        do
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }
        while (z != before);
        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;
        double y = 1, z = 1 - x, before;
        do
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }
        while (z != before);
        return z / 3;
    }
}
