using System.Numerics;
using System.Runtime.CompilerServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// What the events since the last tick add to the entities of one kind. Additions to the current minute share one row per entity; late ones have a row
/// per entity and minute. An entity that is only named has a row without metrics. Cleared at every tick. Owned by one thread.
/// </summary>
internal sealed class TickDeltas
{
    /// <summary>Head of a row.</summary>
    public struct Head
    {
        public int Entity;

        /// <summary>The latest calendar day of the events that named the entity.</summary>
        public int Day;

        /// <summary>The UTC minute that the row adds to.</summary>
        public long Minute;

        public ulong Mask;

        /// <summary>Whether the minute's bucket still lies in the hour window, and its hour's in the day window.</summary>
        public bool InHourWindow, InDayWindow;
    }

    private readonly Rows<long> _values = new(Metrics.Count);
    private readonly PagedArray<Head> _heads = new();
    private readonly Dictionary<(int Entity, long Minute), int> _late = [];
    private int[] _current = [];

    /// <summary>Rows in use.</summary>
    public int Count { get; private set; }

    public ref Head this[int row] => ref _heads[row];

    public Span<long> Values(int row) => _values[row];

    /// <summary>The row of an entity for the current minute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Current(int entity, long minute, int day)
    {
        if (entity < _current.Length && _current[entity] is var row and > 0) return row - 1;
        return AddCurrent(entity, minute, day);
    }

    /// <summary>The row of an entity for a minute before the current one.</summary>
    public int Late(int entity, long minute, int day, bool inHourWindow, bool inDayWindow)
    {
        ref var row = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_late, (entity, minute), out var found);
        if (!found) row = Append(new Head { Entity = entity, Day = day, Minute = minute, InHourWindow = inHourWindow, InDayWindow = inDayWindow });
        return row;
    }

    /// <summary>Adds a contribution to a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int row, in Contribution contribution)
    {
        _heads[row].Mask |= contribution.Mask;
        contribution.AddTo(_values[row]);
    }

    /// <summary>Whether a row is its entity's row for the current minute.</summary>
    public bool IsCurrent(int row) => _heads[row].Entity < _current.Length && _current[_heads[row].Entity] == row + 1;

    /// <summary>Writes a row, but for whose it is.</summary>
    public void Save(SnapshotWriter to, int row)
    {
        ref var head = ref _heads[row];
        to.Byte((byte)((IsCurrent(row) ? 1 : 0) | (head.InHourWindow ? 2 : 0) | (head.InDayWindow ? 4 : 0)));
        to.Signed(head.Day);
        to.Signed(head.Minute);
        to.Unsigned(head.Mask);
        for (var rest = head.Mask; rest != 0; rest &= rest - 1) to.Signed(_values[row][BitOperations.TrailingZeroCount(rest)]);
    }

    /// <summary>Reads a row back; rows come in the order in which they were saved.</summary>
    public void Load(SnapshotReader from, int entity)
    {
        var flags = from.Byte();
        var (day, minute, mask) = ((int)from.Signed(), from.Signed(), from.Unsigned());
        var row = (flags & 1) != 0 ? Current(entity, minute, day) : Late(entity, minute, day, (flags & 2) != 0, (flags & 4) != 0);
        _heads[row].Mask = mask;
        for (var rest = mask; rest != 0; rest &= rest - 1) _values[row][BitOperations.TrailingZeroCount(rest)] = from.Signed();
    }

    public void Clear()
    {
        for (var row = 0; row < Count; row++)
        {
            ref var head = ref _heads[row];
            if (head.Entity < _current.Length && _current[head.Entity] == row + 1) _current[head.Entity] = 0;
            // A row is five cache lines, and most have one or two metrics.
            var values = _values[row];
            for (var rest = head.Mask; rest != 0; rest &= rest - 1) values[BitOperations.TrailingZeroCount(rest)] = 0;
        }
        Count = 0;
        if (_late.Count > 0) _late.Clear();
    }

    private int AddCurrent(int entity, long minute, int day)
    {
        if (entity >= _current.Length) Array.Resize(ref _current, Math.Max(entity + 1, Math.Max(256, _current.Length * 2)));
        var row = Append(new Head { Entity = entity, Day = day, Minute = minute, InHourWindow = true, InDayWindow = true });
        _current[entity] = row + 1;
        return row;
    }

    private int Append(in Head head)
    {
        _heads.Ensure(Count + 1);
        _values.Ensure(Count + 1);
        _heads[Count] = head;
        return Count++;
    }
}
