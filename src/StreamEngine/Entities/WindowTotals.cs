using System.Numerics;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// Running sums over windows, one row of a scorecard's inputs per entity: additions when deltas are folded, subtractions when buckets leave.
/// Owned by one thread.
/// </summary>
internal sealed class WindowTotals
{
    private const int Windows = 3;

    private readonly Rows<long> _rows;
    private readonly ulong[] _masks = new ulong[Windows];
    private readonly sbyte[] _columns = new sbyte[Windows * 64];

    public WindowTotals(ReadOnlySpan<WindowMetric> inputs)
    {
        _rows = new Rows<long>(inputs.Length);
        for (var column = 0; column < inputs.Length; column++)
        {
            _masks[(int)inputs[column].Window] |= Metrics.Bit(inputs[column].Metric);
            _columns[Column(inputs[column].Window, (int)inputs[column].Metric)] = (sbyte)column;
        }
    }

    public ReadOnlySpan<long> this[int entity] => _rows[entity];

    public void Admit(int entity)
    {
        _rows.Ensure(entity + 1);
        _rows[entity].Clear();
    }

    /// <summary>Adds values indexed by metric; true when a sum was cut.</summary>
    public bool Add(int entity, WindowKind window, ulong mask, ReadOnlySpan<long> values)
    {
        long cut = 0;
        var row = _rows[entity];
        for (var rest = mask & _masks[(int)window]; rest != 0; rest &= rest - 1)
        {
            var metric = BitOperations.TrailingZeroCount(rest);
            ref var sum = ref row[_columns[Column(window, metric)]];
            sum = Saturating.Add(sum, values[metric], ref cut);
        }
        return cut > 0;
    }

    /// <summary>Subtracts a leaving bucket's packed values; true when any of them is an input.</summary>
    public bool Subtract(int entity, WindowKind window, ulong mask, ReadOnlySpan<long> packed)
    {
        var inputs = mask & _masks[(int)window];
        var row = _rows[entity];
        for (var rest = inputs; rest != 0; rest &= rest - 1)
        {
            var metric = BitOperations.TrailingZeroCount(rest);
            row[_columns[Column(window, metric)]] -= packed[BitOperations.PopCount(mask & ((1UL << metric) - 1))];
        }
        return inputs != 0;
    }

    /// <summary>Sums an entity's buckets anew.</summary>
    public void Recompute(int entity, EntityTable table)
    {
        _rows[entity].Clear();
        if (table.Minutes is not null) Sum(entity, WindowKind.Hour, table.Minutes);
        Sum(entity, WindowKind.Day, table.Hours);
        Sum(entity, WindowKind.Month, table.Days);
    }

    private void Sum(int entity, WindowKind window, BucketRing ring)
    {
        Span<long> values = stackalloc long[Metrics.Count];
        for (var handle = ring.Newest(entity); handle >= 0; handle = ring.Older(handle))
        {
            var packed = ring.Values(handle);
            var at = 0;
            for (var rest = ring[handle].Mask; rest != 0; rest &= rest - 1) values[BitOperations.TrailingZeroCount(rest)] = packed[at++];
            Add(entity, window, ring[handle].Mask, values);
        }
    }

    private static int Column(WindowKind window, int metric) => (int)window * 64 + metric;
}
