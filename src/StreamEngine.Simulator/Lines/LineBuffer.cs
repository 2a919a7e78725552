using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace StreamEngine.Simulator.Lines;

/// <summary>The line being written. Reused for every event; a line of the simulator is far below its size.</summary>
internal sealed class LineBuffer
{
    private const int Size = 16 * 1024;
    private readonly byte[] _bytes = new byte[Size];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The bytes themselves, for those who damage lines on purpose.</summary>
    public Span<byte> Bytes => _bytes;

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(_bytes.AsSpan(Length));
        Length += piece.Length;
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out int written);
        Length += written;
    }

    /// <summary>Puts <paramref name="replacement"/> in place of <paramref name="length"/> bytes from <paramref name="start"/> on.</summary>
    public void Replace(int start, int length, ReadOnlySpan<byte> replacement)
    {
        _bytes.AsSpan(start + length, Length - start - length).CopyTo(_bytes.AsSpan(start + replacement.Length));
        replacement.CopyTo(_bytes.AsSpan(start));
        Length += replacement.Length - length;
    }
}
