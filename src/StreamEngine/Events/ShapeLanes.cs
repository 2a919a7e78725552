using System.Runtime.CompilerServices;

namespace StreamEngine.Events;

/// <summary>
/// Working memory of <see cref="RecordShape"/>: 16-bit lanes for the fields of a record, in the record's order. Owned by one decoder. Not on the reader's
/// stack: a method with stackalloc is compiled once, without what a profile would tell.
/// </summary>
internal sealed class ShapeLanes
{
    /// <summary>The most fields of a record that a shape describes: as many lanes as the widest vector has.</summary>
    public const int Count = 32;

    private readonly AlignedMemory _memory = new(4 * Count * sizeof(ushort));

    /// <summary>Where the window with the piece before each value starts.</summary>
    public ref ushort Windows => ref Unsafe.As<byte, ushort>(ref _memory.First);

    /// <summary>First byte of each value.</summary>
    public ref ushort Starts => ref Unsafe.Add(ref Windows, Count);

    /// <summary>Bytes of each value.</summary>
    public ref ushort Lengths => ref Unsafe.Add(ref Windows, 2 * Count);

    /// <summary>Where in the shape lies what the window must hold.</summary>
    public ref ushort Expected => ref Unsafe.Add(ref Windows, 3 * Count);
}
