using System.Buffers.Binary;
using System.Text;

namespace StreamEngine.Commerce;

/// <summary>
/// An append-only block of rows of commerce tables, of all in one: a row is begun and then gets its columns in their order. Nothing is allocated once it is
/// large enough. Filled by one thread, then read by one other.
/// </summary>
public sealed partial class CommerceRows
{
    /// <summary>Rows whose memory is kept for the next ones.</summary>
    private const int KeptRows = 4096;

    private readonly List<Header> _headers = [];
    private long[] _values = [];
    private byte[] _bytes = [];
    private int _valueCount, _byteCount;

    private readonly record struct Header(CommerceTable Table, long Version, int ValueStart, int ByteStart);

    /// <summary>Rows held.</summary>
    public int Count => _headers.Count;

    /// <summary>A row, all of whose columns have been given.</summary>
    public CommerceRow this[int index]
    {
        get
        {
            var head = _headers[index];
            return new CommerceRow(head.Table, head.Version, _values.AsSpan(head.ValueStart, head.Table.Columns.Length), _bytes.AsSpan(head.ByteStart));
        }
    }

    /// <summary>Begins a row; its columns follow, each by the call of its type.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="version">(epoch &lt;&lt; 44) | tick; not looked at in a table without versions.</param>
    /// <exception cref="InvalidOperationException">The row before it lacks columns.</exception>
    public CommerceRows Begin(CommerceTable table, long version = 0)
    {
        ThrowIfIncomplete();
        _headers.Add(new Header(table, table.IsVersioned ? version : 0, _valueCount, _byteCount));
        return this;
    }

    /// <summary>A text or label in UTF-8.</summary>
    public CommerceRows Text(ReadOnlySpan<byte> value)
    {
        var column = Next();
        if (column.Type is not (CommerceColumnType.Text or CommerceColumnType.Label)) throw Mistaken(column);
        return Bytes(value);
    }

    /// <summary>A text or label.</summary>
    public CommerceRows Text(string value)
    {
        Span<byte> small = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(value, small, out var length) ? Text(small[..length]) : Text(Encoding.UTF8.GetBytes(value).AsSpan());
    }

    /// <summary>An integer.</summary>
    public CommerceRows Integer(long value) => Put(CommerceColumnType.Integer, value);

    /// <summary>A finite double.</summary>
    public CommerceRows Real(double value) => Put(CommerceColumnType.Real, BitConverter.DoubleToInt64Bits(value));

    /// <summary>True or false.</summary>
    public CommerceRows Flag(bool value) => Put(CommerceColumnType.Flag, value ? 1 : 0);

    /// <summary>An instant, ms since the Unix epoch.</summary>
    public CommerceRows Time(long milliseconds) => Put(CommerceColumnType.Time, milliseconds);

    /// <summary>A calendar day, numbered from 1970-01-01.</summary>
    public CommerceRows Day(int day) => Put(CommerceColumnType.Day, day);

    /// <summary>A hash.</summary>
    public CommerceRows Hash(UInt128 value)
    {
        var column = Next();
        if (column.Type != CommerceColumnType.Hash) throw Mistaken(column);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bytes(bytes);
    }

    /// <summary>Copies all rows of another block in.</summary>
    public void AddRange(CommerceRows other)
    {
        for (var i = 0; i < other.Count; i++) Add(other[i]);
    }

    /// <summary>Copies a row in.</summary>
    public void Add(in CommerceRow row)
    {
        Begin(row.Table, row.Version);
        for (var column = 0; column < row.Table.Columns.Length; column++)
        {
            if (row.Table.Columns[column].HasBytes) Bytes(row.Text(column));
            else Value(row.Integer(column));
        }
    }

    /// <summary>Forgets all rows. Keeps the memory of usual ticks, gives that of unusual ones back.</summary>
    public void Clear()
    {
        var isLarge = _headers.Count > KeptRows;
        _headers.Clear();
        if (isLarge) (_bytes, _values, _headers.Capacity) = ([], [], 0);
        _byteCount = _valueCount = 0;
    }

    private CommerceColumn Next()
    {
        if (_headers.Count == 0) throw new InvalidOperationException("no row has been begun");
        var head = _headers[^1];
        var column = _valueCount - head.ValueStart;
        return column < head.Table.Columns.Length ? head.Table.Columns[column] : throw new InvalidOperationException($"a row of {head.Table.Name} has no more columns");
    }

    private CommerceRows Put(CommerceColumnType type, long value)
    {
        var column = Next();
        return column.Type == type ? Value(value) : throw Mistaken(column);
    }

    private CommerceRows Bytes(ReadOnlySpan<byte> value)
    {
        Ensure(ref _bytes, _byteCount + value.Length);
        value.CopyTo(_bytes.AsSpan(_byteCount));
        Value((long)(_byteCount - _headers[^1].ByteStart) << 32 | (uint)value.Length);
        _byteCount += value.Length;
        return this;
    }

    private CommerceRows Value(long value)
    {
        Ensure(ref _values, _valueCount + 1);
        _values[_valueCount++] = value;
        return this;
    }

    private void ThrowIfIncomplete()
    {
        if (_headers.Count == 0) return;
        var last = _headers[^1];
        if (_valueCount - last.ValueStart != last.Table.Columns.Length) throw new InvalidOperationException($"a row of {last.Table.Name} lacks columns");
    }

    private InvalidOperationException Mistaken(CommerceColumn column) => new($"{_headers[^1].Table.Name}.{column.Name} is {column.Type}");

    private static void Ensure<T>(ref T[] array, int needed)
    {
        if (needed > array.Length) Array.Resize(ref array, Math.Max(needed, Math.Max(64, array.Length * 2)));
    }
}
