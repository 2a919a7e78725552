using System.Numerics;
using System.Runtime.CompilerServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// What the events since the last tick add to the entities of one kind. Additions to the current minute share one row per entity; late ones have a row
/// per entity, minute and slice (what lies between two edges of campaigns). The current minute ends where its slice does. An entity that is only named has a row without metrics. Cleared at every tick. Owned by one thread.
/// </summary>
internal sealed class TickDeltas
{
    /// <summary>Metrics that lie beside the head: those of the five most frequent events.</summary>
    private const int HotMetrics = (int)Metric.Orders + 1;

    [InlineArray(HotMetrics)]
    private struct Hot
    {
        private long _first;
    }

    /// <summary>What most events touch, in 64 bytes.</summary>
    private struct Row
    {
        public DeltaHead Head;
        public Hot Values;
    }

    private readonly PagedArray<Row> _rows = new();
    private readonly Rows<long> _cold = new(Metrics.Count - HotMetrics);
    private readonly PagedArray<int> _coldRows = new();
    private readonly long[] _spread = new long[Metrics.Count];
    private int _coldCount;
    private readonly Dictionary<(int Entity, long MinuteAndSlice), int> _late = [];
    private int[] _current = [];

    /// <summary>Rows in use.</summary>
    public int Count { get; private set; }

    public ref DeltaHead this[int row] => ref _rows[row].Head;

    /// <summary>A row's values, indexed by metric; only those in its mask mean something, and only until the next call.</summary>
    public ReadOnlySpan<long> Values(int row)
    {
        for (var rest = _rows[row].Head.Mask; rest != 0; rest &= rest - 1)
        {
            var metric = BitOperations.TrailingZeroCount(rest);
            _spread[metric] = Value(row, metric);
        }
        return _spread;
    }

    /// <summary>The row of an entity for the current minute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Current(int entity, long minute, int day, ushort slice)
    {
        if (entity < _current.Length && _current[entity] is var row and > 0) return row - 1;
        return AddCurrent(entity, minute, day, slice);
    }

    /// <summary>Fetches where the number of an entity's row lies, to be followed some entities later by <see cref="PrefetchRow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchNumber(int entity)
    {
        if (entity < _current.Length) Prefetch.Of(ref _current[entity]);
    }

    /// <summary>Fetches an entity's row for the current minute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchRow(int entity)
    {
        if (entity < _current.Length && _current[entity] is var row and > 0) Prefetch.Of(ref _rows[row - 1]);
    }

    /// <summary>The row of an entity for a minute or slice that is not the current one.</summary>
    public int Late(int entity, long minute, int day, ushort slice, bool inHourWindow, bool inDayWindow)
    {
        ref var row = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_late, (entity, KeyOf(minute, slice)), out var found);
        if (!found) row = Append(new DeltaHead { Entity = entity, Day = day, Minute = (int)minute, Slice = slice, InHourWindow = inHourWindow, InDayWindow = inDayWindow });
        return row;
    }

    /// <summary>Adds a contribution to a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int row, in Contribution contribution)
    {
        ref var to = ref _rows[row];
        if (contribution.Mask >> HotMetrics == 0) contribution.AddTo(to.Values);
        else AddCold(row, in contribution);
        to.Head.Mask |= contribution.Mask;
    }

    /// <summary>Whether a row is its entity's row for the current minute.</summary>
    public bool IsCurrent(int row) => _rows[row].Head.Entity < _current.Length && _current[_rows[row].Head.Entity] == row + 1;

    /// <summary>Ends the current slice within its minute: what comes for it from now on is late.</summary>
    public void EndSlice()
    {
        for (var row = 0; row < Count; row++)
        {
            if (!IsCurrent(row)) continue;
            ref var head = ref _rows[row].Head;
            _current[head.Entity] = 0;
            _late[(head.Entity, KeyOf(head.Minute, head.Slice))] = row;
        }
    }

    /// <summary>Writes a row, but for whose it is.</summary>
    public void Save(SnapshotWriter to, int row)
    {
        ref var head = ref _rows[row].Head;
        to.Byte((byte)((IsCurrent(row) ? 1 : 0) | (head.InHourWindow ? 2 : 0) | (head.InDayWindow ? 4 : 0)));
        to.Signed(head.Day);
        to.Signed(head.Minute);
        to.Unsigned(head.Slice);
        to.Unsigned(head.Mask);
        for (var rest = head.Mask; rest != 0; rest &= rest - 1) to.Signed(Value(row, BitOperations.TrailingZeroCount(rest)));
    }

    /// <summary>Reads a row back; rows come in the order in which they were saved, whose slices have other numbers now.</summary>
    public void Load(SnapshotReader from, int entity, ReadOnlySpan<ushort> slices)
    {
        var flags = from.Byte();
        var (day, minute) = ((int)from.Signed(), from.Signed());
        var saved = from.Index();
        var slice = saved < slices.Length ? slices[saved] : throw new InvalidDataException("a row is of a slice that was not saved");
        var mask = from.Unsigned();
        // Slices that have become one keep a row each: others count them.
        var row = Append(new DeltaHead { Entity = entity, Day = day, Minute = (int)minute, Slice = slice, InHourWindow = (flags & 2) != 0, InDayWindow = (flags & 4) != 0 });
        if ((flags & 1) != 0) MakeCurrent(entity, row);
        else _late.TryAdd((entity, KeyOf(minute, slice)), row);
        if (mask >> HotMetrics != 0) TakeCold(row);
        _rows[row].Head.Mask = mask;
        for (var rest = mask; rest != 0; rest &= rest - 1) Value(row, BitOperations.TrailingZeroCount(rest)) = from.Signed();
    }

    public void Clear()
    {
        for (var row = 0; row < Count; row++)
        {
            ref var head = ref _rows[row].Head;
            if (head.Entity < _current.Length && _current[head.Entity] == row + 1) _current[head.Entity] = 0;
        }
        for (var row = 0; row < _coldCount; row++) _cold[row].Clear();
        Count = _coldCount = 0;
        if (_late.Count > 0) _late.Clear();
    }

    /// <summary>One of a row's values; of those beyond the hot ones only once <see cref="TakeCold"/> has made room.</summary>
    private ref long Value(int row, int metric)
    {
        if (metric >= HotMetrics) return ref _cold[_coldRows[row]][metric - HotMetrics];
        Span<long> hot = _rows[row].Values;
        return ref hot[metric];
    }

    private static long KeyOf(long minute, ushort slice) => minute << 16 | slice;

    private void AddCold(int row, in Contribution contribution)
    {
        if (_rows[row].Head.Mask >> HotMetrics == 0) TakeCold(row);
        Span<long> hot = _rows[row].Values;
        var cold = _cold[_coldRows[row]];
        for (var i = 0; i < contribution.Count; i++)
        {
            var (metric, value) = contribution[i];
            ref var sum = ref metric < HotMetrics ? ref hot[metric] : ref cold[metric - HotMetrics];
            sum = Saturating.Add(sum, value);
        }
    }

    private void TakeCold(int row)
    {
        _coldRows.Ensure(row + 1);
        _coldRows[row] = _coldCount++;
        _cold.Ensure(_coldCount);
    }

    private int AddCurrent(int entity, long minute, int day, ushort slice)
    {
        var row = Append(new DeltaHead { Entity = entity, Day = day, Minute = (int)minute, Slice = slice, InHourWindow = true, InDayWindow = true });
        MakeCurrent(entity, row);
        return row;
    }

    private void MakeCurrent(int entity, int row)
    {
        if (entity >= _current.Length) Array.Resize(ref _current, Math.Max(entity + 1, Math.Max(256, _current.Length * 2)));
        _current[entity] = row + 1;
    }

    private int Append(in DeltaHead head)
    {
        _rows.Ensure(Count + 1);
        _rows[Count] = new Row { Head = head };
        return Count++;
    }
}
