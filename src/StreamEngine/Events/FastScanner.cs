using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamEngine.Events;

/// <summary>
/// Captures the fields of a plain record in one pass: a flat object of strings without escapes, integers, booleans and nulls, in any order, with any
/// whitespace. Gives up on anything else, broken or merely unusual, without judging it: <see cref="FullScanner"/> decides then.
/// </summary>
/// <remarks>
/// Nothing is bounds-checked byte by byte. The record's last byte but whitespace is known to be the closing brace, and every step but the search for a
/// string's end stops at a brace, so none goes past it; that search reads whole vectors inside of the record only.
/// </remarks>
internal static class FastScanner
{
    private const int Width = 32;

    /// <summary>Fills <paramref name="into"/>; false when the record is not plain. <paramref name="record"/> is valid UTF-8.</summary>
    public static bool TryScan(ReadOnlySpan<byte> record, FieldValues into)
    {
        var close = record.Length - 1;
        while (close > 0 && record[close] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') close--;
        if (record.Length < Width || record[close] != '}') return false;

        ref var json = ref MemoryMarshal.GetReference(record);
        ref var slots = ref MemoryMarshal.GetArrayDataReference(into.Slots);
        var lastLoad = record.Length - Width;
        ulong seen = 0, present = 0;
        var at = SkipSpace(ref json, 0);
        if (ByteAt(ref json, at) != '{') return false;
        do
        {
            at = SkipSpace(ref json, at + 1);
            if (ByteAt(ref json, at) != '"') return false;
            var field = ReadKey(ref json, ref at, lastLoad);
            if (at < 0) return false;
            var bit = FieldNames.Bit(field);
            if ((seen & bit & FieldNames.Unique) != 0) return false;
            seen |= bit;

            at = SkipSpace(ref json, at);
            if (ByteAt(ref json, at) != ':') return false;
            at = SkipSpace(ref json, at + 1);
            var isNull = false;
            at = ReadValue(ref json, at, lastLoad, ref Unsafe.Add(ref slots, (int)field), ref isNull);
            if (at < 0) return false;
            present = isNull ? present & ~bit : present | bit;
            at = SkipSpace(ref json, at);
        }
        while (ByteAt(ref json, at) == ',');

        into.Present = present;
        into.HasDuplicate = false;
        return at == close;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ByteAt(ref byte json, int at) => Unsafe.Add(ref json, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipSpace(ref byte json, int at)
    {
        if (ByteAt(ref json, at) > ' ') return at;
        while (ByteAt(ref json, at) is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') at++;
        return at;
    }

    /// <summary>The field whose opening quote is at <paramref name="at"/>, which moves behind the closing one, or to -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldName ReadKey(ref byte json, ref int at, int lastLoad)
    {
        var start = at + 1;
        if (start <= lastLoad)
        {
            var bytes = Vector256.LoadUnsafe(ref json, (nuint)start);
            var stops = StringStops(bytes);
            var length = BitOperations.TrailingZeroCount(stops);
            if (length <= NameTable<FieldName>.LongestName)
            {
                at = ByteAt(ref json, start + length) == '"' ? start + length + 1 : -1;
                var inside = Vector128.GreaterThan(Vector128.Create((sbyte)length), Vector128<sbyte>.Indices).AsByte();
                return FieldNames.Table.Find(bytes.GetLower() & inside);
            }
        }

        var end = StringEnd(ref json, start, lastLoad);
        at = end < 0 ? -1 : end + 1;
        return end < 0 ? FieldName.Unknown : FieldNames.Table.Find(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref json, start), end - start));
    }

    /// <summary>Captures the value at <paramref name="at"/>; the index behind it, or -1 when it is not plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadValue(ref byte json, int at, int lastLoad, ref FieldValue value, ref bool isNull)
    {
        var first = ByteAt(ref json, at);
        if (first == '"')
        {
            var end = StringEnd(ref json, at + 1, lastLoad);
            value.Kind = ValueKind.Text;
            value.Start = at + 1;
            value.Length = end - (at + 1);
            return end < 0 ? end : end + 1;
        }

        if ((uint)(first - '0') <= 9 || first == '-') return ReadInteger(ref json, at, lastLoad, ref value);
        value.Kind = ValueKind.Other;
        return ReadLiteral(ref json, at, lastLoad, ref isNull);
    }

    /// <summary>Index of the closing quote of the string whose first byte is at <paramref name="at"/>; -1 for none, an escape or a control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StringEnd(ref byte json, int at, int lastLoad)
    {
        while (true)
        {
            // Near the end the last vector of the record is read again, and what lies before the position is shifted out.
            var load = Math.Min(at, lastLoad);
            var stops = StringStops(Vector256.LoadUnsafe(ref json, (nuint)load)) >> (at - load);
            if (stops != 0)
            {
                at += BitOperations.TrailingZeroCount(stops);
                return ByteAt(ref json, at) == '"' ? at : -1;
            }

            if (at >= lastLoad) return -1;
            at += Width;
            if (at >= lastLoad + Width) return -1;
        }
    }

    /// <summary>A bit for every byte that ends a plain string: a quote, a backslash or a control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint StringStops(Vector256<byte> bytes)
    {
        var quotes = Vector256.Equals(bytes, Vector256.Create((byte)'"'));
        var escapes = Vector256.Equals(bytes, Vector256.Create((byte)'\\'));
        var controls = Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);
        return (quotes | escapes | controls).ExtractMostSignificantBits();
    }

    private static int ReadInteger(ref byte json, int at, int lastLoad, ref FieldValue value)
    {
        var start = at;
        var negative = ByteAt(ref json, at) == '-';
        if (negative) at++;
        var firstDigit = at;
        ulong number = 0;
        if (at <= lastLoad + Width - 8 && TryReadEightDigits(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref json, at)), out number)) at += 8;
        for (uint digit; (digit = (uint)(ByteAt(ref json, at) - '0')) <= 9; at++) number = number * 10 + digit;
        var digits = at - firstDigit;
        // What 18 digits can hold needs no overflow check; leading zeros, fractions and exponents are for the full scanner to judge.
        if (digits is 0 or > 18 || (digits > 1 && ByteAt(ref json, firstDigit) == '0')) return -1;
        if (ByteAt(ref json, at) is (byte)'.' or (byte)'e' or (byte)'E') return -1;
        value.Kind = ValueKind.Integer;
        value.Start = start;
        value.Length = at - start;
        value.Integer = negative ? -(long)number : (long)number;
        return at;
    }

    /// <summary>Eight ASCII digits at once: pairs, then fours, then the eight, by multiplication.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadEightDigits(ulong text, out ulong number)
    {
        number = 0;
        var digits = text - 0x3030303030303030;
        if (!BitConverter.IsLittleEndian || ((digits | (text + 0x4646464646464646)) & 0x8080808080808080) != 0) return false;
        digits = digits * 10 + (digits >> 8);
        number = ((digits & 0x000000FF000000FF) * (100 + (1000000UL << 32)) + ((digits >> 16) & 0x000000FF000000FF) * (1 + (10000UL << 32))) >> 32;
        return true;
    }

    private static int ReadLiteral(ref byte json, int at, int lastLoad, ref bool isNull)
    {
        if (at + 5 > lastLoad + Width) return -1;
        var rest = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref json, at), 5);
        isNull = rest.StartsWith("null"u8);
        return isNull || rest.StartsWith("true"u8) ? at + 4 : rest.SequenceEqual("false"u8) ? at + 5 : -1;
    }
}
