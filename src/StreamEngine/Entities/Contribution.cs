using System.Runtime.CompilerServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// What one event adds: a few metrics with their values. Zero values are no addition. Made anew for every event, so its constructor clears the counts and
/// nothing else: most events add to a single metric.
/// </summary>
internal ref struct Contribution
{
    /// <summary>A paid order adds the most: 12 metrics.</summary>
    private const int MaximumMetrics = 16;

    [InlineArray(MaximumMetrics)]
    private struct Values
    {
        private long _first;
    }

    [InlineArray(MaximumMetrics)]
    private struct Numbers
    {
        private byte _first;
    }

    private int _count;
    private ulong _mask;
    private Numbers _metrics;
    private Values _values;

    /// <summary>A contribution of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(out Contribution contribution)
    {
        Unsafe.SkipInit(out contribution);
        contribution._count = 0;
        contribution._mask = 0;
    }

    /// <summary>The metrics that it adds to, bit by <see cref="Metric"/>.</summary>
    public readonly ulong Mask => _mask;

    /// <summary>How many metrics.</summary>
    public readonly int Count => _count;

    /// <summary>One of them with its value.</summary>
    public readonly (int Metric, long Value) this[int index] => (_metrics[index], _values[index]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Metric metric, long value)
    {
        if (value == 0) return;
        _values[_count] = value;
        _metrics[_count++] = (byte)metric;
        _mask |= Metrics.Bit(metric);
    }

    /// <summary>Turns it into what takes it back.</summary>
    public void Negate()
    {
        for (var i = 0; i < _count; i++) _values[i] = -_values[i];
    }

    /// <summary>Adds it to a row that is indexed by metric.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(Span<long> row)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var sum = ref row[_metrics[i]];
            sum = Saturating.Add(sum, _values[i]);
        }
    }
}
