using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace StreamEngine.Events;

/// <summary>
/// Says whether bytes are UTF-8, fast where they are a mixture of ASCII and the letters of most scripts: a byte must continue a letter exactly where one of
/// the two before it says so. Where a leading byte wants three or narrows what may follow (E0, ED, F0 to F4), or is none at all, the runtime decides.
/// </summary>
internal static class Utf8Text
{
    /// <summary>80 for the leading bytes that are left to the runtime, by their lower six bits: C0 is at 0, FF at 63.</summary>
    private static readonly byte[] OddLeads = [.. Enumerable.Range(0xC0, 64).Select(lead => (byte)(lead is < 0xC2 or 0xE0 or 0xED or >= 0xF0 ? 0x80 : 0))];

    /// <summary>Whether a text is UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        const int Window = 64 + 2;
        // The first two bytes have none before them, and behind the last nothing would notice a letter that is cut off.
        if (!Avx512Vbmi.IsSupported || text.Length < Window || ((text[0] | text[1] | text[^1]) & 0x80) != 0) return Utf8.IsValid(text);
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var leads = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(OddLeads));
        var doubts = Vector512<byte>.Zero;
        nuint at = 0, last = (nuint)(text.Length - Window);
        for (; at < last; at += 64) doubts |= Doubts(ref bytes, at, leads);
        doubts |= Doubts(ref bytes, last, leads);
        return doubts.ExtractMostSignificantBits() == 0 || Utf8.IsValid(text);
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
}
