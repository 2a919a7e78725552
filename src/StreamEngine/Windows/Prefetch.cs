using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamEngine.Windows;

/// <summary>
/// Asks the processor to fetch memory that will be needed soon: in tables far larger than its caches, walks over many entities wait for memory most of the
/// time. A hint only, which changes no result.
/// </summary>
internal static class Prefetch
{
    /// <summary>Tables of so many entities fit into no cache.</summary>
    public const int WorthAbove = 32_768;

    private const int LineBytes = 64;

    /// <summary>The line of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Of<T>(ref T value)
    {
        // The collector may move what is pointed to: then the hint is for nothing, and does no harm.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref value));
    }

    /// <summary>The lines in which a value begins and ends. (Of a field of it, the compiler would first read the value, and wait for it.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OfWhole<T>(ref T value)
    {
        Of(ref value);
        Of(ref Unsafe.AddByteOffset(ref Unsafe.As<T, byte>(ref value), (nint)Unsafe.SizeOf<T>() - 1));
    }

    /// <summary>All lines of a few values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<T>(ReadOnlySpan<T> values)
    {
        for (var at = 0; at < values.Length; at += LineBytes / Unsafe.SizeOf<T>()) Of(ref Unsafe.AsRef(in values[at]));
    }
}
