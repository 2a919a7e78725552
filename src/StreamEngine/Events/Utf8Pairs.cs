using System.Runtime.Intrinsics;

namespace StreamEngine.Events;

/// <summary>
/// What is wrong with two bytes in succession, a bit for every kind of mistake, by three of their four halves: a mistake is made where all three say so.
/// The highest bit says that two bytes continue a letter, which is right where a letter of three or four has them.
/// </summary>
/// <remarks>After J. Keiser and D. Lemire, Validating UTF-8 in less than one instruction per byte (2021), doi:10.1002/spe.2920.</remarks>
internal static class Utf8Pairs
{
    private const byte TooShort = 1; // a leading byte, and no continuation
    private const byte TooLong = 1 << 1; // ASCII, and a continuation
    private const byte Overlong3 = 1 << 2; // E0 80 to E0 9F
    private const byte TooLarge = 1 << 3; // F4 90 and more
    private const byte Surrogate = 1 << 4; // ED A0 and more
    private const byte Overlong2 = 1 << 5; // C0 and C1
    private const byte Overlong4 = 1 << 6; // F0 80 to F0 8F
    private const byte TooLarge1000 = 1 << 6; // F5 and more, whatever follows
    private const byte TwoContinuations = 1 << 7;
    private const byte Any = TooShort | TooLong | TwoContinuations;
    private const byte AboveF4 = Any | TooLarge | TooLarge1000;
    private const byte Continuation = TooLong | Overlong2 | TwoContinuations;

    /// <summary>By the upper half of the first byte.</summary>
    public static readonly Vector128<byte> FirstHigh = Vector128.Create(
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLarge1000 | Overlong4);

    /// <summary>By the lower half of the first byte.</summary>
    public static readonly Vector128<byte> FirstLow = Vector128.Create(
        Any | Overlong3 | Overlong2 | Overlong4, Any | Overlong2, Any, Any, Any | TooLarge, AboveF4, AboveF4, AboveF4,
        AboveF4, AboveF4, AboveF4, AboveF4, AboveF4, AboveF4 | Surrogate, AboveF4, AboveF4);

    /// <summary>By the upper half of the second byte.</summary>
    public static readonly Vector128<byte> SecondHigh = Vector128.Create(
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        Continuation | Overlong3 | TooLarge1000 | Overlong4, Continuation | Overlong3 | TooLarge,
        Continuation | Surrogate | TooLarge, Continuation | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort);
}
