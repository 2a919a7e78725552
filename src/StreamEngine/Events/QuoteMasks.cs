using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace StreamEngine.Events;

/// <summary>
/// Finds all quotes of a record in one vectorised pass, a bit for every byte: so a scanner gets from quote to quote by a few register operations, where
/// a search from each string's start would wait for memory and vector units every time.
/// </summary>
internal static class QuoteMasks
{
    /// <summary>Bytes in a mask.</summary>
    public const int Block = 64;

    /// <summary>Bytes of the longest record that masks are made for; longer ones are rare.</summary>
    public const int LongestRecord = 4096;

    /// <summary>Masks that the longest record needs.</summary>
    public const int Count = LongestRecord / Block + 1;

    /// <summary>
    /// Fills a mask for every started block of the record, and a zero behind them. False when the record is not plain: an escape, a control character in a
    /// string or bytes that are not UTF-8. The record has at least one whole block.
    /// </summary>
    public static bool TryFill(ReadOnlySpan<byte> record, Span<ulong> masks)
    {
        ref var json = ref MemoryMarshal.GetReference(record);
        Vector256<byte> special = default, all = default;
        var blocks = record.Length / Block;
        for (var i = 0; i < blocks; i++) masks[i] = Quotes(ref json, i * Block, ref special, ref all);

        var rest = record.Length % Block;
        if (rest > 0)
        {
            // The record's last 64 bytes once more, less those that a mask has already.
            masks[blocks] = Quotes(ref json, record.Length - Block, ref special, ref all) >> (Block - rest);
            blocks++;
        }

        masks[blocks] = 0;
        return (special == default || IsPlain(record, masks)) && (all.ExtractMostSignificantBits() == 0 || Utf8.IsValid(record));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Quotes(ref byte json, int at, ref Vector256<byte> special, ref Vector256<byte> all)
    {
        var low = Vector256.LoadUnsafe(ref json, (nuint)at);
        var high = Vector256.LoadUnsafe(ref json, (nuint)at + 32);
        special |= Escapes(low) | Controls(low) | Escapes(high) | Controls(high);
        all |= low | high;
        var quote = Vector256.Create((byte)'"');
        return Vector256.Equals(low, quote).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, quote).ExtractMostSignificantBits() << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Escapes(Vector256<byte> bytes) => Vector256.Equals(bytes, Vector256.Create((byte)'\\'));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Controls(Vector256<byte> bytes) => Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);

    /// <summary>Whether the special bytes are only control characters between strings, as in a record of several lines.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> record, ReadOnlySpan<ulong> masks)
    {
        var inside = 0UL; // all ones when a string goes on from one block to the next
        for (var start = 0; start < record.Length; start += Block)
        {
            // Every bit becomes the parity of the quotes up to it.
            var strings = masks[start / Block];
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
