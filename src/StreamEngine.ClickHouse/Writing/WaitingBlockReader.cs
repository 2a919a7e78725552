using System.Buffers;
using System.Buffers.Binary;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>Reads numbers and bytes off a block that may lie in several pieces. A piece that is missing is an <see cref="InvalidDataException"/>.</summary>
internal sealed class WaitingBlockReader(ReadOnlySequence<byte> block)
{
    private ReadOnlySequence<byte> _rest = block;
    private byte[] _joined = [];

    public bool IsAtEnd => _rest.IsEmpty;

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2).Span);

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4).Span);

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4).Span);

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8).Span);

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8).Span);

    /// <summary>The next bytes, in one piece; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Bytes(int length)
    {
        var taken = Next(length);
        if (taken.IsSingleSegment) return taken.First;
        if (_joined.Length < length) _joined = new byte[Math.Max(length, 1024)];
        taken.CopyTo(_joined);
        return _joined.AsMemory(0, length);
    }

    public void Skip(int length) => Next(length);

    private ReadOnlySequence<byte> Next(int length)
    {
        if (length > _rest.Length) throw new InvalidDataException("waiting rows: the block ends early");
        var taken = _rest.Slice(0, length);
        _rest = _rest.Slice(length);
        return taken;
    }
}
