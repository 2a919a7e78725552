using System.Buffers.Binary;

namespace StreamEngine.Windows;

/// <summary>Reads what a <see cref="SnapshotWriter"/> wrote. Bytes that end too early, or say what cannot be, are an <see cref="InvalidDataException"/>.</summary>
internal sealed class SnapshotReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    /// <summary>Whether everything was read.</summary>
    public bool AtEnd => _at == bytes.Length;

    public ulong Unsigned()
    {
        var span = bytes.Span;
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at >= span.Length) throw TooShort();
            var next = span[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("a number has too many bytes");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A count of things that follow, each at least a byte long.</summary>
    public int Count()
    {
        var count = Unsigned();
        return count <= (ulong)(bytes.Length - _at) ? (int)count : throw TooShort();
    }

    /// <summary>A number that indexes an array.</summary>
    public int Index()
    {
        var index = Unsigned();
        return index < int.MaxValue ? (int)index : throw new InvalidDataException("a number is too large");
    }

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public UInt128 Hash128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public ulong Hash64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Bytes with their length before them; valid as long as the memory read from.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Count());

    public string Text() => System.Text.Encoding.UTF8.GetString(Bytes());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at) throw TooShort();
        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }

    private static InvalidDataException TooShort() => new("the bytes end too early");
}
