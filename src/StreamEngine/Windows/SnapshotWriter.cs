using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace StreamEngine.Windows;

/// <summary>
/// Bytes of a snapshot in the making: little-endian numbers, integers in groups of seven bits, texts with their length before them. Grows in pooled chunks,
/// so that a large snapshot copies nothing. docs/checkpoints.md has the format. Filled by one thread, then read by one other.
/// </summary>
internal sealed class SnapshotWriter : IDisposable
{
    private const int ChunkBytes = 256 * 1024;
    private const int LongestNumber = 10;

    private readonly List<(byte[] Bytes, int Used)> _full = [];
    private byte[] _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private int _used;
    private long _fullBytes;

    /// <summary>Bytes written.</summary>
    public long Length => _fullBytes + _used;

    /// <summary>What was written, in order; valid until it is written to again or disposed.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Content => [.. _full.Select(c => new ReadOnlyMemory<byte>(c.Bytes, 0, c.Used)), new ReadOnlyMemory<byte>(_chunk, 0, _used)];

    /// <summary>A count or number that is never negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Unsigned(ulong value)
    {
        Ensure(LongestNumber);
        var at = _used;
        while (value >= 0x80)
        {
            _chunk[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _chunk[at++] = (byte)value;
        _used = at;
    }

    /// <summary>A number of either sign; small ones of both are short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Signed(long value) => Unsigned((ulong)(value << 1) ^ (ulong)(value >> 63));

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        Ensure(1);
        _chunk[_used++] = value;
    }

    /// <summary>True or false.</summary>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A double, all its bits.</summary>
    public void Double(double value)
    {
        Ensure(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_chunk.AsSpan(_used), value);
        _used += sizeof(double);
    }

    /// <summary>A hash of 128 bits.</summary>
    public void Hash(UInt128 value)
    {
        Ensure(16);
        BinaryPrimitives.WriteUInt128LittleEndian(_chunk.AsSpan(_used), value);
        _used += 16;
    }

    /// <summary>A hash of 64 bits.</summary>
    public void Hash(ulong value)
    {
        Ensure(8);
        BinaryPrimitives.WriteUInt64LittleEndian(_chunk.AsSpan(_used), value);
        _used += 8;
    }

    /// <summary>Bytes with their length before them.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Unsigned((ulong)value.Length);
        while (!value.IsEmpty)
        {
            Ensure(1);
            var part = value[..Math.Min(value.Length, _chunk.Length - _used)];
            part.CopyTo(_chunk.AsSpan(_used));
            _used += part.Length;
            value = value[part.Length..];
        }
    }

    /// <summary>A text.</summary>
    public void Text(string value) => Bytes(System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>Writes what another has written, which is empty then.</summary>
    public void Append(SnapshotWriter other)
    {
        if (_used > 0) EndChunk();
        else ArrayPool<byte>.Shared.Return(_chunk);
        _full.AddRange(other._full);
        _fullBytes += other._fullBytes;
        (_chunk, _used) = (other._chunk, other._used);
        other._full.Clear();
        (other._chunk, other._used, other._fullBytes) = ([], 0, 0);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var (bytes, _) in _full) ArrayPool<byte>.Shared.Return(bytes);
        _full.Clear();
        if (_chunk.Length > 0) ArrayPool<byte>.Shared.Return(_chunk);
        _chunk = [];
        _used = 0;
        _fullBytes = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int bytes)
    {
        if (_used + bytes > _chunk.Length) NextChunk();
    }

    private void EndChunk()
    {
        _full.Add((_chunk, _used));
        _fullBytes += _used;
    }

    private void NextChunk()
    {
        EndChunk();
        _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        _used = 0;
    }
}
