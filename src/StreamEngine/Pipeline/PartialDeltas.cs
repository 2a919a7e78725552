using System.Numerics;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// What a lane adds, at one tick, to the entities of one kind that the merge owns: rows by name, with the values packed. Complete in itself
/// (names, not a lane's numbers), so that it can cross a process boundary.
/// </summary>
internal sealed class PartialDeltas
{
    /// <summary>Head of a row; the entity's number in the head is the lane's own and means nothing to the merge.</summary>
    public struct Row
    {
        public DeltaHead Head;
        public ulong Hash;
        public int NameStart, NameLength, ValueStart;
    }

    private Row[] _rows = new Row[16];
    private byte[] _names = new byte[256];
    private long[] _values = new long[64];
    private int _nameBytes, _valueCount;

    /// <summary>Rows held.</summary>
    public int Count { get; private set; }

    public ref readonly Row this[int index] => ref _rows[index];

    public ReadOnlySpan<byte> Name(int index) => _names.AsSpan(_rows[index].NameStart, _rows[index].NameLength);

    /// <summary>Spreads a row's values out, indexed by metric; only those in its mask mean something.</summary>
    public void Unpack(int index, Span<long> values)
    {
        var from = _rows[index].ValueStart;
        for (var rest = _rows[index].Head.Mask; rest != 0; rest &= rest - 1) values[BitOperations.TrailingZeroCount(rest)] = _values[from++];
    }

    public void Add(in DeltaHead head, ulong hash, ReadOnlySpan<byte> name, ReadOnlySpan<long> values)
    {
        if (Count == _rows.Length) Array.Resize(ref _rows, Count * 2);
        _rows[Count++] = new Row { Head = head, Hash = hash, NameStart = _nameBytes, NameLength = name.Length, ValueStart = _valueCount };
        Ensure(ref _names, _nameBytes + name.Length);
        name.CopyTo(_names.AsSpan(_nameBytes));
        _nameBytes += name.Length;
        Ensure(ref _values, _valueCount + Metrics.Count);
        for (var rest = head.Mask; rest != 0; rest &= rest - 1) _values[_valueCount++] = values[BitOperations.TrailingZeroCount(rest)];
    }

    public void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)Count);
        for (var index = 0; index < Count; index++)
        {
            ref readonly var row = ref _rows[index];
            to.Byte((byte)((row.Head.InHourWindow ? 1 : 0) | (row.Head.InDayWindow ? 2 : 0)));
            to.Signed(row.Head.Day);
            to.Signed(row.Head.Minute);
            to.Unsigned(row.Head.Slice);
            to.Bytes(Name(index));
            to.Unsigned(row.Head.Mask);
            for (var i = 0; i < BitOperations.PopCount(row.Head.Mask); i++) to.Signed(_values[row.ValueStart + i]);
        }
    }

    public void Load(SnapshotReader from, ReadOnlySpan<ushort> slices)
    {
        Span<long> values = stackalloc long[64];
        for (var left = from.Count(); left > 0; left--)
        {
            var flags = from.Byte();
            var head = new DeltaHead { InHourWindow = (flags & 1) != 0, InDayWindow = (flags & 2) != 0, Day = (int)from.Signed(), Minute = (int)from.Signed() };
            var slice = from.Index();
            head.Slice = slice < slices.Length ? slices[slice] : throw new InvalidDataException("a row is of a slice that was not saved");
            var name = from.Bytes();
            head.Mask = from.Unsigned();
            for (var rest = head.Mask; rest != 0; rest &= rest - 1) values[BitOperations.TrailingZeroCount(rest)] = from.Signed();
            Add(in head, IdTable.HashOf(name, IdTable.NoParent), name, values);
        }
    }

    public void Clear() => Count = _nameBytes = _valueCount = 0;

    private static void Ensure<T>(ref T[] array, int needed)
    {
        if (needed > array.Length) Array.Resize(ref array, Math.Max(needed, array.Length * 2));
    }
}
