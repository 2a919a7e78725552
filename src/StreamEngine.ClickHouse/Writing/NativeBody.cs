using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>The bytes of an insert in pieces: heads that are written here, and the memory of columns, which is only referred to.</summary>
internal sealed class NativeBody
{
    private readonly ArrayBufferWriter<byte> _heads = new();
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private int _closed;

    /// <summary>Bytes of all pieces.</summary>
    public long Length { get; private set; }

    /// <summary>Reads a length as ClickHouse writes it, 7 bits a byte; <paramref name="bytes"/> says how many it took.</summary>
    public static int ReadLength(ReadOnlySpan<byte> from, out int bytes)
    {
        var value = 0;
        for (bytes = 0; ; bytes++)
        {
            value |= (from[bytes] & 0x7f) << (7 * bytes);
            if (from[bytes] < 0x80) break;
        }
        bytes++;
        return value;
    }

    public void Number(int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7) _heads.Write([(byte)(rest | 0x80)]);
        _heads.Write([(byte)rest]);
    }

    public void Text(string value)
    {
        Number(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _heads);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_heads.GetSpan(8), value);
        _heads.Advance(8);
    }

    /// <summary>Goes on with bytes that must stay as they are for as long as the body is sent.</summary>
    public void Refer(ReadOnlyMemory<byte> bytes)
    {
        Close();
        Add(bytes);
    }

    /// <summary>The body from its beginning; every attempt reads its own.</summary>
    public Stream Open()
    {
        Close();
        return new PieceStream(_pieces);
    }

    private void Close()
    {
        Add(_heads.WrittenMemory[_closed..]);
        _closed = _heads.WrittenCount;
    }

    private void Add(ReadOnlyMemory<byte> piece)
    {
        if (piece.IsEmpty) return;
        _pieces.Add(piece);
        Length += piece.Length;
    }

    /// <summary>Reads pieces one after the other.</summary>
    private sealed class PieceStream(List<ReadOnlyMemory<byte>> pieces) : Stream
    {
        private int _piece, _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var read = 0;
            while (read < buffer.Length && _piece < pieces.Count)
            {
                var rest = pieces[_piece].Span[_at..];
                var count = Math.Min(rest.Length, buffer.Length - read);
                rest[..count].CopyTo(buffer[read..]);
                read += count;
                _at += count;
                if (count == rest.Length) (_piece, _at) = (_piece + 1, 0);
            }
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

        // Straight from the columns' memory, without a buffer in between.
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            for (; _piece < pieces.Count; _piece++, _at = 0) await destination.WriteAsync(pieces[_piece][_at..], cancellationToken);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
