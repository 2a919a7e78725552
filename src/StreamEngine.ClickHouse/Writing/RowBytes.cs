using System.Buffers.Binary;
using System.Text;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// Encodes one row in the form in which rows wait: the columns' values as in ClickHouse's format RowBinary, a byte before every one saying whether its value
/// follows (0) or it has its default (1). Most metrics of a row are 0, so rows are a third of their size in plain RowBinary. Reused row after row; not
/// thread-safe.
/// </summary>
internal sealed class RowBytes
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>The row so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Bytes so far.</summary>
    public int Length => _length;

    /// <summary>Starts a new row.</summary>
    public void Clear() => _length = 0;

    /// <summary>Says of the next column that it takes its default: 0, an empty text or array, null.</summary>
    public void Default() => Take(1)[0] = 1;

    public void String(string value)
    {
        Value();
        Text(value);
    }

    public void String(ReadOnlySpan<byte> utf8)
    {
        Value();
        Text(utf8);
    }

    public void Int64(long value)
    {
        if (value == 0) Default();
        else BinaryPrimitives.WriteInt64LittleEndian(Value(8), value);
    }

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Value(8), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Value(4), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Value(4), value);

    public void Float64(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Value(8), value);

    public void Bool(bool value) => Value(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>A DateTime: seconds since the epoch, 1970 to 2106.</summary>
    public void DateTime(long milliseconds) => UInt32(checked((uint)(milliseconds / 1000)));

    /// <summary>A DateTime64(3).</summary>
    public void DateTime64(long milliseconds) => BinaryPrimitives.WriteInt64LittleEndian(Value(8), milliseconds);

    public void NullableDateTime64(long? milliseconds)
    {
        if (milliseconds is not { } present)
        {
            Default();
            return;
        }
        Value();
        Take(1)[0] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), present);
    }

    /// <summary>A Date: days since the epoch, 1970 to 2149.</summary>
    public void Date(int days) => BinaryPrimitives.WriteUInt16LittleEndian(Value(2), checked((ushort)days));

    public void NullableFloat64(double? value)
    {
        if (value is not { } present)
        {
            Default();
            return;
        }
        Value();
        Take(1)[0] = 0;
        BinaryPrimitives.WriteDoubleLittleEndian(Take(8), present);
    }

    public void NullableBool(bool? value)
    {
        if (value is not { } present)
        {
            Default();
            return;
        }
        Value();
        Take(1)[0] = 0;
        Take(1)[0] = present ? (byte)1 : (byte)0;
    }

    /// <summary>Begins an array; exactly <paramref name="count"/> elements follow.</summary>
    public void Array(int count)
    {
        Value();
        Count(count);
    }

    public void Element(string value) => Text(value);

    public void Element(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    public void Element(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    public void NullableElement(double? value)
    {
        Take(1)[0] = value is null ? (byte)1 : (byte)0;
        if (value is { } present) Element(present);
    }

    private void Value() => Take(1)[0] = 0;

    private Span<byte> Value(int size)
    {
        var bytes = Take(1 + size);
        bytes[0] = 0;
        return bytes[1..];
    }

    private void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Count(bytes);
        Encoding.UTF8.GetBytes(value, Take(bytes));
    }

    private void Text(ReadOnlySpan<byte> utf8)
    {
        Count(utf8.Length);
        utf8.CopyTo(Take(utf8.Length));
    }

    private void Count(int value)
    {
        for (var rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                Take(1)[0] = (byte)rest;
                return;
            }
            Take(1)[0] = (byte)(rest | 0x80);
        }
    }

    private Span<byte> Take(int size)
    {
        if (_length + size > _bytes.Length) System.Array.Resize(ref _bytes, Math.Max(_length + size, _bytes.Length * 2));
        _length += size;
        return _bytes.AsSpan(_length - size, size);
    }
}
