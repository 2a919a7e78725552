using System.Runtime.CompilerServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>What one event adds: a few metrics with their values. Zero values are no addition.</summary>
internal struct Contribution
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

    private Values _values;
    private Numbers _metrics;
    private int _count;

    /// <summary>The metrics that it adds to, bit by <see cref="Metric"/>.</summary>
    public ulong Mask { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Metric metric, long value)
    {
        if (value == 0) return;
        _values[_count] = value;
        _metrics[_count++] = (byte)metric;
        Mask |= Metrics.Bit(metric);
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
