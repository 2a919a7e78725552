using System.Buffers;
using System.Buffers.Binary;

namespace StreamEngine.Commerce;

/// <summary>A row of a <see cref="CommerceRows"/> block; valid until the block changes.</summary>
public readonly ref struct CommerceRow
{
    private readonly ReadOnlySpan<long> _values;
    private readonly ReadOnlySpan<byte> _bytes;

    internal CommerceRow(CommerceTable table, long version, ReadOnlySpan<long> values, ReadOnlySpan<byte> bytes)
    {
        Table = table;
        Version = version;
        _values = values;
        _bytes = bytes;
    }

    /// <summary>Its table.</summary>
    public CommerceTable Table { get; }

    /// <summary>(epoch &lt;&lt; 44) | tick; 0 in tables without versions.</summary>
    public long Version { get; }

    /// <summary>A column's text in UTF-8.</summary>
    public ReadOnlySpan<byte> Text(int column) => _bytes.Slice((int)(_values[column] >> 32), (int)_values[column]);

    /// <summary>A column's integer, or its time in ms, or its day's number.</summary>
    public long Integer(int column) => _values[column];

    /// <summary>A column's double.</summary>
    public double Real(int column) => BitConverter.Int64BitsToDouble(_values[column]);

    /// <summary>A column's flag.</summary>
    public bool Flag(int column) => _values[column] != 0;

    /// <summary>A column's hash.</summary>
    public UInt128 Hash(int column) => BinaryPrimitives.ReadUInt128BigEndian(Text(column));

    /// <summary>
    /// Writes the key as bytes that sort as keys do: column by column, texts by their UTF-8 bytes, numbers by value. Different keys have different bytes.
    /// </summary>
    public void WriteKey(IBufferWriter<byte> to)
    {
        for (var column = 0; column < Table.KeyColumns; column++)
        {
            if (Table.Columns[column].HasBytes) WriteText(to, Text(column));
            else WriteNumber(to, Table.Columns[column].Type == CommerceColumnType.Real ? Sortable(_values[column]) : _values[column]);
        }
    }

    // Ends with a zero and a zero; a zero within is followed by another byte. So a text sorts before every one that goes on where it ends.
    private static void WriteText(IBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)0) is var zero and >= 0)
        {
            to.Write(text[..(zero + 1)]);
            to.Write<byte>([byte.MaxValue]);
            text = text[(zero + 1)..];
        }
        to.Write(text);
        to.Write<byte>([0, 0]);
    }

    private static void WriteNumber(IBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to.GetSpan(8), (ulong)value ^ 1UL << 63);
        to.Advance(8);
    }

    private static long Sortable(long bits) => bits < 0 ? bits ^ long.MaxValue : bits;
}
