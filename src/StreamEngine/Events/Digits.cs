using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEngine.Events;

/// <summary>Decimal digits to numbers, sixteen at once.</summary>
internal static class Digits
{
    /// <summary>The most digits that are read at once.</summary>
    public const int Most = 16;

    /// <summary>
    /// Reads the <paramref name="count"/> digits, 1 to 16, that end before <paramref name="end"/>, where at least 16 bytes of memory lie. Whether they are
    /// digits at all is left to be asked once for many: <see cref="Are"/> of <paramref name="largest"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref byte memory, int end, int count, ref Vector128<byte> largest)
    {
        var text = Vector128.LoadUnsafe(ref memory, (nuint)(end - Most));
        var inside = Vector128.GreaterThan(Vector128<sbyte>.Indices, Vector128.Create((sbyte)(Most - 1 - count))).AsByte();
        var digits = (text - Vector128.Create((byte)'0')) & inside;
        largest = Vector128.Max(largest, digits);
        return Sse41.IsSupported ? Combine(digits) : Sum(digits);
    }

    /// <summary>Whether all that was read is digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Are(Vector128<byte> largest) => !Vector128.GreaterThanAny(largest, Vector128.Create((byte)9));

    /// <summary>Pairs, fours, eights by multiplying and adding neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Combine(Vector128<byte> digits)
    {
        var pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((ushort)0x010A).AsSByte());
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x0001_0064).AsInt16());
        var eights = Sse2.MultiplyAddAdjacent(Sse41.PackUnsignedSaturate(fours, fours).AsInt16(), Vector128.Create(0x0001_2710).AsInt16());
        var both = eights.AsUInt64().ToScalar();
        return (uint)both * 100_000_000L + (long)(both >> 32);
    }

    private static long Sum(Vector128<byte> digits)
    {
        var number = 0L;
        for (var i = 0; i < Most; i++) number = number * 10 + digits[i];
        return number;
    }
}
