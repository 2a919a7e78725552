using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace StreamEngine.Events;

/// <summary>
/// Says whether bytes are UTF-8, fast where they are a mixture of ASCII and other letters, as records are: the runtime's own validation takes letters outside
/// of ASCII one by one.
/// </summary>
internal static class Utf8Text
{
    /// <summary>Bytes before a block that belong to its check: a letter has at most four.</summary>
    private const int Before = 3;

    /// <summary>80 for the leading bytes that are left to the runtime, by their lower six bits: C0 is at 0, FF at 63.</summary>
    private static readonly byte[] OddLeads = [.. Enumerable.Range(0xC0, 64).Select(lead => (byte)(lead is < 0xC2 or 0xE0 or 0xED or >= 0xF0 ? 0x80 : 0))];

    /// <summary>Whether a text is UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text) => IsValid(text, Avx512Vbmi.IsSupported);

    /// <summary>The same, with vectors of 512 bits or not.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> text, bool wide)
    {
        // The first bytes have too few before them, and behind the last nothing would notice a letter that is cut off.
        if (text.Length < Before + Vector512<byte>.Count || ((text[0] | text[1] | text[2] | text[^1]) & 0x80) != 0) return Utf8.IsValid(text);
        if (wide) return IsValidWide(ref MemoryMarshal.GetReference(text), (nuint)text.Length) || Utf8.IsValid(text);
        return Avx2.IsSupported ? IsValidNarrow(ref MemoryMarshal.GetReference(text), (nuint)text.Length) : Utf8.IsValid(text);
    }

    /// <summary>
    /// A byte must continue a letter exactly where one of the two before it says so. Where a leading byte wants three or narrows what may follow (E0, ED, F0
    /// to F4), or is none at all, the answer is false as well, and the runtime decides.
    /// </summary>
    private static bool IsValidWide(ref byte bytes, nuint length)
    {
        const int Window = 64 + 2;
        var leads = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(OddLeads));
        var doubts = Vector512<byte>.Zero;
        nuint at = 0, last = length - Window;
        for (; at < last; at += 64) doubts |= Doubts(ref bytes, at, leads);
        doubts |= Doubts(ref bytes, last, leads);
        return doubts.ExtractMostSignificantBits() == 0;
    }

    /// <summary>Looks at the 64 bytes that stand two behind <paramref name="at"/>: the highest bit of a byte is set where it is wrong or odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Doubts(ref byte bytes, nuint at, Vector512<byte> leads)
    {
        var third = Vector512.LoadUnsafe(ref bytes, at);
        var second = Vector512.LoadUnsafe(ref bytes, at + 1);
        var block = Vector512.LoadUnsafe(ref bytes, at + 2);
        var sixthBits = block + block;
        // C0 and more want a continuation one behind them, E0 and more two behind them: saturated, 80 and more are left of those.
        var wanted = Avx512BW.SubtractSaturate(second, Vector512.Create((byte)0x40)) | Avx512BW.SubtractSaturate(third, Vector512.Create((byte)0x60));
        return (wanted ^ Vector512.AndNot(block, sixthBits)) | (Avx512Vbmi.PermuteVar64x8(leads, block) & block & sixthBits);
    }

    /// <summary>
    /// The whole of it with vectors of 256 bits, by the tables of <see cref="Utf8Pairs"/>: what the halves of two bytes in succession have in common, and where
    /// the third and fourth byte of a letter must be.
    /// </summary>
    private static bool IsValidNarrow(ref byte bytes, nuint length)
    {
        var (firstHigh, firstLow, secondHigh) = (Vector256.Create(Utf8Pairs.FirstHigh), Vector256.Create(Utf8Pairs.FirstLow), Vector256.Create(Utf8Pairs.SecondHigh));
        var errors = Vector256<byte>.Zero;
        nuint at = 0, last = length - (Before + 32);
        while (true)
        {
            var block = Vector256.LoadUnsafe(ref bytes, at + Before);
            var first = Vector256.LoadUnsafe(ref bytes, at + Before - 1);
            var pairs = Avx2.Shuffle(firstHigh, HighHalf(first)) & Avx2.Shuffle(firstLow, first & Vector256.Create((byte)0x0F)) & Avx2.Shuffle(secondHigh, HighHalf(block));
            // E0 and more want a third byte, F0 and more a fourth: saturated, 80 and more are left of those.
            var wanted = Avx2.SubtractSaturate(Vector256.LoadUnsafe(ref bytes, at + 1), Vector256.Create((byte)0x60))
                | Avx2.SubtractSaturate(Vector256.LoadUnsafe(ref bytes, at), Vector256.Create((byte)0x70));
            errors |= pairs ^ (wanted & Vector256.Create((byte)0x80));
            if (at == last) return errors == Vector256<byte>.Zero;
            at = Math.Min(at + 32, last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> HighHalf(Vector256<byte> bytes) => (bytes.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)0x0F);
}
