using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEngine.Events;

/// <summary>
/// Zeroed memory that starts at a cache line and does not move: a vector that is loaded from a multiple of its size touches one line instead of two.
/// </summary>
internal sealed class AlignedMemory
{
    private const int Line = 64;

    private readonly byte[] _bytes;
    private readonly int _start;

    public AlignedMemory(int length)
    {
        _bytes = GC.AllocateArray<byte>(length + Line, pinned: true);
        _start = (int)(Line - Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0) % Line) % Line;
    }

    /// <summary>The first byte.</summary>
    public ref byte First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_bytes), _start);
    }

    /// <summary>The bytes from <paramref name="start"/> on.</summary>
    public Span<byte> Slice(int start, int length) => _bytes.AsSpan(_start + start, length);
}
