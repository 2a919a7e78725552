using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StreamEngine.Entities;

/// <summary>
/// The hash of ids in tables: a multiplication to 128 bits for up to 16 bytes, one more for every 16 beyond. Other in every process, so that nobody can
/// choose ids that meet in one slot; nothing that leaves the process may depend on it.
/// </summary>
internal static class NameHash
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;
    private static readonly ulong First = Secret();
    private static readonly ulong Second = Secret();

    /// <summary>The hash of a name under a parent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> name, int parent)
    {
        ref var bytes = ref MemoryMarshal.GetReference(name);
        var seed = First ^ ((ulong)(uint)parent << 32 | (uint)name.Length) * Odd;
        return name.Length <= 2 * sizeof(ulong)
            ? Fold(Front(ref bytes, name.Length) ^ seed, Back(ref bytes, name.Length) ^ Second)
            : OfLong(name, seed);
    }

    /// <summary>The first bytes of a name of up to 16; with <see cref="Back"/> and the length it is the whole name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Front(ref byte bytes, int length) =>
        length >= sizeof(ulong) ? Unsafe.ReadUnaligned<ulong>(ref bytes)
        : length >= sizeof(uint) ? Unsafe.ReadUnaligned<uint>(ref bytes)
        : length > 0 ? (uint)(bytes | Unsafe.Add(ref bytes, length >> 1) << 8) : 0;

    /// <summary>The last bytes of a name of up to 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Back(ref byte bytes, int length) =>
        length >= sizeof(ulong) ? Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, length - sizeof(ulong)))
        : length >= sizeof(uint) ? Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, length - sizeof(uint)))
        : length > 0 ? Unsafe.Add(ref bytes, length - 1) : 0u;

    private static ulong OfLong(ReadOnlySpan<byte> name, ulong seed)
    {
        ref var bytes = ref MemoryMarshal.GetReference(name);
        var last = name.Length - 2 * sizeof(ulong);
        for (var at = 0; at < last; at += 2 * sizeof(ulong)) seed = Pair(ref bytes, at, seed);
        return Pair(ref bytes, last, seed);
    }

    private static ulong Pair(ref byte bytes, int at, ulong seed) => Fold(
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, at)) ^ seed,
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, at + sizeof(ulong))) ^ Second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private static ulong Secret() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
