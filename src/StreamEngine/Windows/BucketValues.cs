using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEngine.Windows;

/// <summary>
/// The values of a ring's buckets: of each only the metrics it has, in 32 bits as long as all of them fit - nearly always -, else in 64. Owned by one thread.
/// </summary>
internal sealed class BucketValues
{
    private readonly ValuePool _pool = new();
    private readonly long[] _read = new long[Metrics.Count];

    /// <summary>A bucket's values, one per bit of its mask in ascending order; until the next call.</summary>
    public ReadOnlySpan<long> Read(in Bucket bucket)
    {
        if (bucket.Mask == 0) return default;
        if (bucket.Wide) return Wide(in bucket);
        var narrow = Narrow(in bucket);
        for (var i = 0; i < narrow.Length; i++) _read[i] = narrow[i];
        return _read.AsSpan(0, narrow.Length);
    }

    /// <summary>A bucket's value of a metric, 0 when it is not present.</summary>
    public long Read(in Bucket bucket, Metric metric)
    {
        var bit = Metrics.Bit(metric);
        if ((bucket.Mask & bit) == 0) return 0;
        var place = PlaceOf((int)metric, bucket.Mask);
        return bucket.Wide ? Wide(in bucket)[place] : Narrow(in bucket)[place];
    }

    /// <summary>
    /// Adds to a bucket's values. <paramref name="values"/> is indexed by metric; <paramref name="mask"/> says which of them count. Sums that reach the end of a
    /// 64-bit integer stay there and are counted in <paramref name="saturated"/>.
    /// </summary>
    public void Add(ref Bucket bucket, ulong mask, ReadOnlySpan<long> values, ref long saturated)
    {
        if ((mask & ~bucket.Mask) != 0) Extend(ref bucket, bucket.Mask | mask);
        if (!bucket.Wide)
        {
            mask = AddNarrow(in bucket, mask, values);
            if (mask == 0) return;
            Widen(ref bucket);
        }
        var run = Wide(in bucket);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var metric = BitOperations.TrailingZeroCount(rest);
            ref var value = ref run[PlaceOf(metric, bucket.Mask)];
            value = Saturating.Add(value, values[metric], ref saturated);
        }
    }

    /// <summary>Gives a bucket that has no values some, one per bit of <paramref name="mask"/> in ascending order.</summary>
    public void Set(ref Bucket bucket, ulong mask, ReadOnlySpan<long> values)
    {
        var wide = false;
        foreach (var value in values) wide |= value != (int)value;
        Place(ref bucket, mask, values, wide);
    }

    /// <summary>Gives a bucket's values up.</summary>
    public void Free(in Bucket bucket)
    {
        if (bucket.Mask != 0) _pool.Free(bucket.ValueHandle, bucket.SizeClass);
    }

    /// <summary>Fetches a bucket's values.</summary>
    public void Prefetch(in Bucket bucket)
    {
        if (bucket.Mask != 0) Windows.Prefetch.Of<int>(_pool.Run(bucket.ValueHandle, Slots(BitOperations.PopCount(bucket.Mask), bucket.Wide)));
    }

    /// <summary>Adds as long as every sum fits into 32 bits; what is left is to be added in 64.</summary>
    private ulong AddNarrow(in Bucket bucket, ulong mask, ReadOnlySpan<long> values)
    {
        var run = Narrow(in bucket);
        for (; mask != 0; mask &= mask - 1)
        {
            var metric = BitOperations.TrailingZeroCount(mask);
            ref var value = ref run[PlaceOf(metric, bucket.Mask)];
            // What wraps around lies at the other end of 64 bits, far from 32.
            var sum = value + values[metric];
            if (sum != (int)sum) break;
            value = (int)sum;
        }
        return mask;
    }

    private void Extend(ref Bucket bucket, ulong mask)
    {
        Span<long> merged = stackalloc long[BitOperations.PopCount(mask)];
        var old = Read(in bucket);
        int from = 0, to = 0;
        for (var rest = mask; rest != 0; rest &= rest - 1, to++)
        {
            var bit = rest & (0 - rest);
            merged[to] = (bucket.Mask & bit) != 0 ? old[from++] : 0;
        }
        Place(ref bucket, mask, merged, bucket.Wide);
    }

    private void Widen(ref Bucket bucket)
    {
        Span<long> values = stackalloc long[BitOperations.PopCount(bucket.Mask)];
        Read(in bucket).CopyTo(values);
        Place(ref bucket, bucket.Mask, values, wide: true);
    }

    private void Place(ref Bucket bucket, ulong mask, ReadOnlySpan<long> values, bool wide)
    {
        var sizeClass = ValuePool.ClassOf(Slots(values.Length, wide));
        if (bucket.Mask == 0 || sizeClass != bucket.SizeClass)
        {
            Free(in bucket);
            (bucket.ValueHandle, bucket.SizeClass) = (_pool.Allocate(sizeClass), sizeClass);
        }
        (bucket.Mask, bucket.Wide) = (mask, wide);
        if (wide) values.CopyTo(Wide(in bucket));
        else Narrow(values, Narrow(in bucket));
    }

    private static void Narrow(ReadOnlySpan<long> values, Span<int> to)
    {
        for (var i = 0; i < values.Length; i++) to[i] = (int)values[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<int> Narrow(in Bucket bucket) => _pool.Run(bucket.ValueHandle, BitOperations.PopCount(bucket.Mask));

    private Span<long> Wide(in Bucket bucket) => MemoryMarshal.Cast<int, long>(_pool.Run(bucket.ValueHandle, Slots(BitOperations.PopCount(bucket.Mask), wide: true)));

    private static int Slots(int values, bool wide) => wide ? values * 2 : values;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(int metric, ulong mask) => BitOperations.PopCount(mask & ((1UL << metric) - 1));
}
