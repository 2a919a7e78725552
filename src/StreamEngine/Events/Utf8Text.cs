using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace StreamEngine.Events;

/// <summary>
/// Says whether bytes are UTF-8, fast where they are a mixture of ASCII and the letters of most scripts: bit masks of leading and continuing bytes must fit
/// each other. Where a leading byte narrows what may follow (E0, ED, F0 to F4) or is none at all, the runtime's validation decides.
/// </summary>
internal static class Utf8Text
{
    private const int Block = 64;

    private const byte Three = 0x80, Odd = 0x01;

    /// <summary>What a leading byte is by its lower six bits: C0 is at 0, FF at 63.</summary>
    private static readonly byte[] Leads =
        [.. Enumerable.Range(0xC0, 64).Select(lead => lead is < 0xC2 or 0xE0 or 0xED or >= 0xF0 ? Odd : lead >= 0xE0 ? Three : (byte)0)];

    /// <summary>Whether a text of at least 64 bytes is UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (!Avx512Vbmi.IsSupported) return Utf8.IsValid(text);
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var leads = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Leads));
        var odd = Vector512<byte>.Zero;
        ulong wrong = 0, owed = 0;
        var at = 0;
        for (; at <= text.Length - Block; at += Block)
        {
            var (wants, has, next) = Continuations(Vector512.LoadUnsafe(ref bytes, (nuint)at), leads, ref odd);
            wrong |= (wants | owed) ^ has;
            owed = next;
        }

        var rest = text.Length - at;
        if (rest > 0)
        {
            // The last 64 bytes once more; those that came before are shifted out.
            var block = Vector512.LoadUnsafe(ref bytes, (nuint)(text.Length - Block));
            var fresh = Vector512.GreaterThanOrEqual(Vector512<byte>.Indices, Vector512.Create((byte)(Block - rest)));
            var (wants, has, next) = Continuations(block & fresh, leads, ref odd);
            wrong |= (wants | (owed << (Block - rest))) ^ has;
            owed = next;
        }

        return (odd & Vector512.Create(Odd)) == Vector512<byte>.Zero ? (wrong | owed) == 0 : Utf8.IsValid(text);
    }

    /// <summary>Which bytes must continue a letter, which do, and which of the next block must.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Wants, ulong Has, ulong Next) Continuations(Vector512<byte> block, Vector512<byte> leads, ref Vector512<byte> odd)
    {
        var isLead = Vector512.GreaterThanOrEqual(block, Vector512.Create((byte)0xC0));
        var kinds = Avx512Vbmi.PermuteVar64x8(leads, block) & isLead;
        odd |= kinds;
        var lead = isLead.ExtractMostSignificantBits();
        var three = kinds.ExtractMostSignificantBits();
        var has = Vector512.LessThan(block.AsSByte(), Vector512.Create((sbyte)-64)).ExtractMostSignificantBits();
        return ((lead << 1) | (three << 2), has, (lead >> 63) | (three >> 62));
    }
}
