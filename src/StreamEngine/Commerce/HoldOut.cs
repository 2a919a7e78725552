using System.IO.Hashing;

namespace StreamEngine.Commerce;

/// <summary>The pairs of merchant and buyer that are held out from handoffs (川流), to measure their effect.</summary>
public static class HoldOut
{
    internal const byte Separator = 0x1F;

    /// <summary>Merchant, 0x1F, buyer: ids have at most 64 bytes.</summary>
    internal const int MaximumKeyLength = 64 + 1 + 64;

    /// <summary>Whether a pair is held out, given its ids in UTF-8 and that one in so many is.</summary>
    public static bool Holds(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> buyer, int oneIn)
    {
        Span<byte> key = stackalloc byte[MaximumKeyLength];
        return Holds(Key(merchant, buyer, key), oneIn);
    }

    /// <summary>The key of a pair, written to <paramref name="scratch"/>.</summary>
    internal static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> buyer, Span<byte> scratch)
    {
        merchant.CopyTo(scratch);
        scratch[merchant.Length] = Separator;
        buyer.CopyTo(scratch[(merchant.Length + 1)..]);
        return scratch[..(merchant.Length + 1 + buyer.Length)];
    }

    internal static bool Holds(ReadOnlySpan<byte> key, int oneIn) => XxHash64.HashToUInt64(key) % (ulong)oneIn == 0;
}
