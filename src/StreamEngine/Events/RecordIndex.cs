using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEngine.Events;

/// <summary>
/// Where the quotes of a record are and where its names end, found in one vectorised pass: so a reader gets from field to field by a few register
/// operations, where a search from each string's start would wait for memory and vector units every time. Owned by one decoder, used again for every record.
/// </summary>
internal sealed class RecordIndex
{
    /// <summary>Bytes in a mask of <see cref="Quotes"/>.</summary>
    public const int Block = 64;

    /// <summary>Bytes of the longest record that is indexed; longer ones are rare.</summary>
    public const int LongestRecord = 4096;

    /// <summary>Bytes of the shortest record that is indexed: a block and the byte behind it are read at once.</summary>
    public const int ShortestRecord = Block + 1;

    /// <summary>A bit for every byte of the record that is a quote, the last byte apart; a zero mask behind them.</summary>
    public readonly ulong[] Quotes = new ulong[LongestRecord / Block + 2];

    private readonly AlignedMemory _nameEnds = new((LongestRecord / 2 + Vector512<ushort>.Count + 1) * sizeof(ushort));

    /// <summary>
    /// Indices of the quotes that a colon follows. In a flat object without whitespace these are the ends of its names. The record's length follows the last,
    /// and room for a vector.
    /// </summary>
    public ref ushort NameEnds => ref Unsafe.As<byte, ushort>(ref _nameEnds.First);

    /// <summary>How many of <see cref="NameEnds"/> there are.</summary>
    public int NameCount { get; private set; }

    /// <summary>Quotes of the record, the last byte apart.</summary>
    public int QuoteCount { get; private set; }

    /// <summary>No backslash and no control character anywhere: strings end at quotes, and there is no line's end between the fields.</summary>
    public bool IsClean { get; private set; }

    /// <summary>No byte above 0x7F.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>Whether a record of so many bytes can be indexed.</summary>
    public static bool Takes(int length) => length is >= ShortestRecord and <= LongestRecord;

    /// <summary>Indexes a record that <see cref="Takes"/> says yes to.</summary>
    public void Build(ReadOnlySpan<byte> record)
    {
        if (Vector512.IsHardwareAccelerated) BuildWide(ref MemoryMarshal.GetReference(record), record.Length);
        else BuildNarrow(record);
    }

    /// <summary>One of <see cref="NameEnds"/>; where there is no such name, any index at all.</summary>
    public int NameEnd(int name) => Unsafe.Add(ref NameEnds, name);

    /// <summary>Which name ends at <paramref name="end"/>; -1 for none.</summary>
    public int NameAt(int end) => MemoryMarshal.CreateReadOnlySpan(ref NameEnds, NameCount).IndexOf((ushort)end);

    private void BuildWide(ref byte json, int length)
    {
        ref var masks = ref MemoryMarshal.GetArrayDataReference(Quotes);
        ref var ends = ref NameEnds;
        Vector512<byte> smallest = Vector512<byte>.AllBitsSet, slashes = smallest, all = default;
        nint quotes = 0, names = 0, at = 0, last = length - ShortestRecord;
        var start = Vector512<ushort>.Zero;
        for (; at <= last; at += Block)
        {
            var bytes = Vector512.LoadUnsafe(ref json, (nuint)at);
            smallest = Vector512.Min(smallest, bytes);
            slashes = Vector512.Min(slashes, bytes ^ Vector512.Create((byte)'\\'));
            all |= bytes;
            var mask = Vector512.Equals(bytes, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
            masks = mask;
            masks = ref Unsafe.Add(ref masks, 1);
            quotes += BitOperations.PopCount(mask);
            names += AddNames(NotNameEnds(bytes, ref json, at), start, ref Unsafe.Add(ref ends, names));
            start += Vector512.Create((ushort)Block);
        }

        // What is left, fewer than 65 bytes, as the end of the record's last 65: those that came before are masked.
        {
            var bytes = Vector512.LoadUnsafe(ref json, (nuint)last);
            var tail = Vector512.LoadUnsafe(ref json, (nuint)last + 1);
            smallest = Vector512.Min(smallest, tail);
            slashes = Vector512.Min(slashes, tail ^ Vector512.Create((byte)'\\'));
            all |= tail;
            var stale = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)(at - last)));
            var mask = Vector512.Equals(bytes | stale, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
            masks = mask >> (int)(at - last - 1) >> 1;
            Unsafe.Add(ref masks, 1) = 0;
            quotes += BitOperations.PopCount(mask);
            names += AddNames(NotNameEnds(bytes, ref json, last) | stale, Vector512.Create((ushort)last), ref Unsafe.Add(ref ends, names));
        }

        Unsafe.Add(ref ends, names) = (ushort)length;
        NameCount = (int)names;
        QuoteCount = (int)quotes;
        IsAscii = all.ExtractMostSignificantBits() == 0;
        IsClean = !Vector512.LessThanAny(smallest, Vector512.Create((byte)' ')) && !Vector512.EqualsAny(slashes, default);
    }

    /// <summary>Zero where a quote stands before a colon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> NotNameEnds(Vector512<byte> bytes, ref byte json, nint at) =>
        (bytes ^ Vector512.Create((byte)'"')) | (Vector512.LoadUnsafe(ref json, (nuint)at + 1) ^ Vector512.Create((byte)':'));

    /// <summary>Writes where zeros are, and returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddNames(Vector512<byte> notEnds, Vector512<ushort> start, ref ushort names)
    {
        var mask = Vector512.Equals(notEnds, default).ExtractMostSignificantBits();
        if (!Avx512Vbmi2.IsSupported) return AddNames(ref names, mask, start.ToScalar());
        // Every name's end takes two bytes, so that 32 places are enough for a block. The same comparison in other words: one that is used twice would be
        // kept as a vector, which costs more than comparing again.
        var places = Avx512Vbmi2.Compress(default, Vector512.LessThan(notEnds, Vector512.Create((byte)1)), Vector512<byte>.Indices);
        (Vector512.WidenLower(places) + start).StoreUnsafe(ref names);
        return BitOperations.PopCount(mask);
    }

    /// <summary>The same without vectors of 512 bits.</summary>
    internal void BuildNarrow(ReadOnlySpan<byte> record)
    {
        ref var json = ref MemoryMarshal.GetReference(record);
        ref var masks = ref MemoryMarshal.GetArrayDataReference(Quotes);
        ref var names = ref NameEnds;
        Vector256<byte> smallest = Vector256<byte>.AllBitsSet, slashes = smallest, all = default;
        nint count = 0, at = 0, last = record.Length - ShortestRecord;
        var quotes = 0;
        for (; at <= last; at += Block)
        {
            var mask = QuotesOf(ref json, at, out var ends);
            Collect(ref json, at, ref smallest, ref slashes, ref all);
            masks = mask;
            masks = ref Unsafe.Add(ref masks, 1);
            quotes += BitOperations.PopCount(mask);
            count += AddNames(ref Unsafe.Add(ref names, count), ends, (int)at);
        }

        // As above: what is left, as the end of the record's last 65 bytes.
        {
            var mask = QuotesOf(ref json, last, out var ends);
            Collect(ref json, last + 1, ref smallest, ref slashes, ref all);
            var fresh = ulong.MaxValue << (int)(at - last - 1) << 1;
            masks = mask >> (int)(at - last - 1) >> 1;
            Unsafe.Add(ref masks, 1) = 0;
            quotes += BitOperations.PopCount(mask & fresh);
            count += AddNames(ref Unsafe.Add(ref names, count), ends & fresh, (int)last);
        }

        Unsafe.Add(ref names, count) = (ushort)record.Length;
        NameCount = (int)count;
        QuoteCount = quotes;
        IsAscii = all.ExtractMostSignificantBits() == 0;
        IsClean = !Vector256.LessThanAny(smallest, Vector256.Create((byte)' ')) && !Vector256.EqualsAny(slashes, default);
    }

    /// <summary>The quotes of a block, and which of them end a name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong QuotesOf(ref byte json, nint at, out ulong ends)
    {
        var mask = Mask(ref json, at, (byte)'"');
        ends = Mask(ref json, at + 1, (byte)':') & mask;
        return mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(ref byte json, nint at, byte wanted) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref json, (nuint)at), Vector256.Create(wanted)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(Vector256.LoadUnsafe(ref json, (nuint)at + 32), Vector256.Create(wanted)).ExtractMostSignificantBits() << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Collect(ref byte json, nint at, ref Vector256<byte> smallest, ref Vector256<byte> slashes, ref Vector256<byte> all)
    {
        var low = Vector256.LoadUnsafe(ref json, (nuint)at);
        var high = Vector256.LoadUnsafe(ref json, (nuint)at + 32);
        smallest = Vector256.Min(smallest, Vector256.Min(low, high));
        slashes = Vector256.Min(slashes, Vector256.Min(low ^ Vector256.Create((byte)'\\'), high ^ Vector256.Create((byte)'\\')));
        all |= low | high;
    }

    /// <summary>
    /// Writes where bits are, and returns how many. Four at a time are written without a look at how many there are, since a loop would go wrong in nearly every
    /// block; what is too much is overwritten by what follows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddNames(ref ushort names, ulong ends, int at)
    {
        var count = BitOperations.PopCount(ends);
        for (nint i = 0; ; i += 4)
        {
            for (nint j = i; j < i + 4; j++, ends &= ends - 1) Unsafe.Add(ref names, j) = (ushort)(at + BitOperations.TrailingZeroCount(ends));
            if (i + 4 >= count) return count;
        }
    }

    /// <summary>Whether the bytes that make a record not clean are only control characters between strings, as in a record of several lines.</summary>
    public bool IsPlain(ReadOnlySpan<byte> record)
    {
        var inside = 0UL; // all ones when a string goes on from one block to the next
        for (var start = 0; start < record.Length; start += Block)
        {
            // Every bit becomes the parity of the quotes up to it.
            var strings = Quotes[start / Block];
            for (var step = 1; step < Block; step *= 2) strings ^= strings << step;
            strings ^= inside;
            inside = (ulong)((long)strings >> 63);
            var block = record.Slice(start, Math.Min(Block, record.Length - start));
            for (var i = 0; i < block.Length; i++)
            {
                if (block[i] == '\\' || (block[i] < ' ' && (strings >> i & 1) != 0)) return false;
            }
        }

        return true;
    }
}
