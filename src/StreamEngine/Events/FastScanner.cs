using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamEngine.Events;

/// <summary>
/// Captures the fields of a plain record: an object without escapes in its strings, its fields in any order, with any whitespace.
/// Gives up on anything else, broken or merely unusual, without judging it: <see cref="FullScanner"/> decides then.
/// </summary>
/// <remarks>
/// Nothing is bounds-checked byte by byte. The record's last byte but whitespace is known to be the closing brace, and every step from byte to byte stops
/// at a brace, so none goes past it; strings end at quotes, of which there is none behind the brace.
/// </remarks>
internal static class FastScanner
{
    /// <summary>No field of these twice: even where the contract allows it, what then counts is for the full scanner to say.</summary>
    private const ulong Known = (1UL << (int)FieldName.Unknown) - 1;

    /// <summary>
    /// Fills <paramref name="into"/>; false when the record is not plain, and then <paramref name="into"/> means nothing. The record is UTF-8 and indexed.
    /// </summary>
    public static bool TryScan(ReadOnlySpan<byte> record, RecordIndex index, FieldValues into)
    {
        var close = record.TrimEnd(" \t\r\n"u8).Length - 1;
        if (close < 0 || record[close] != '}' || !(index.IsClean || index.IsPlain(record))) return false;

        ref var json = ref MemoryMarshal.GetReference(record);
        ref var quotes = ref MemoryMarshal.GetArrayDataReference(index.Quotes);
        ref var slots = ref MemoryMarshal.GetArrayDataReference(into.Slots);
        uint order = 0;
        ulong seen = 0, nulls = 0;
        var at = SkipSpace(ref json, 0);
        if (ByteAt(ref json, at) != '{') return false;
        do
        {
            at++;
            if (ByteAt(ref json, at) != '"' && ByteAt(ref json, at = SkipSpace(ref json, at)) != '"') return false;
            var start = at + 1;
            var window = Window(ref quotes, start);
            if (window == 0) return false;
            var length = BitOperations.TrailingZeroCount(window);
            // Behind the name's closing quote and a text's opening one: where the text ends, or 64 when that is not in sight.
            window &= window - 1;
            var textEnd = start + BitOperations.TrailingZeroCount(window & (window - 1));
            var field = Field(ref json, start, length, record.Length);
            var bit = FieldNames.Bit(field);
            if ((seen & bit & Known) != 0) return false;
            seen |= bit;
            order = order * 31 + (uint)field;

            at = start + length + 1;
            if (ByteAt(ref json, at) != ':' && ByteAt(ref json, at = SkipSpace(ref json, at)) != ':') return false;
            at = SkipSpace(ref json, at + 1);
            ref var slot = ref Unsafe.Add(ref slots, (int)field);
            var first = ByteAt(ref json, at);
            if (first == '"')
            {
                at++;
                if (textEnd == start + RecordIndex.Block) textEnd = DistantTextEnd(ref quotes, at, record.Length);
                slot.Kind = ValueKind.Text;
                slot.Start = (int)at;
                slot.Length = (int)(textEnd - at);
                at = textEnd + 1;
            }
            else if (first <= '9')
            {
                var end = ReadInteger(ref json, at, record.Length, ref slot);
                at = end > 0 ? end : SkipOdd(record, at, ref slot);
            }
            else if (first is (byte)'{' or (byte)'[')
            {
                at = SkipOdd(record, at, ref slot);
            }
            else
            {
                if (first == 'n') nulls |= bit;
                slot.Kind = ValueKind.Other;
                slot.Start = (int)at;
                at = ReadLiteral(ref json, at, record.Length);
            }

            // Behind the brace nothing would stop the next step.
            if (at <= 0 || at > close) return false;
        }
        while (ByteAt(ref json, at) == ',' || ByteAt(ref json, at = SkipSpace(ref json, at)) == ',');

        into.Present = seen & ~nulls;
        into.HasDuplicate = false;
        into.Order = order;
        return at == close;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ByteAt(ref byte json, nint at) => Unsafe.Add(ref json, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint SkipSpace(ref byte json, nint at)
    {
        if (ByteAt(ref json, at) > ' ') return at;
        while (ByteAt(ref json, at) is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') at++;
        return at;
    }

    /// <summary>The quotes in the 64 bytes from <paramref name="at"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Window(ref ulong quotes, nint at)
    {
        ref var block = ref Unsafe.Add(ref quotes, (nuint)at / RecordIndex.Block);
        return block >> (int)at | Unsafe.Add(ref block, 1) << 1 << ~(int)at; // shifts take the count modulo 64
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldName Field(ref byte json, nint start, int length, int end)
    {
        if (length > NameTable<FieldName>.LongestName) return FieldName.Unknown;
        if (start > end - Vector128<byte>.Count) return FieldNames.Table.Find(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref json, start), length));
        var inside = Vector128.GreaterThan(Vector128.Create((sbyte)length), Vector128<sbyte>.Indices).AsByte();
        return FieldNames.Table.Find(Vector128.LoadUnsafe(ref json, (nuint)start) & inside);
    }

    /// <summary>Index of the quote that closes the text at <paramref name="at"/>, -1 for none.</summary>
    private static nint DistantTextEnd(ref ulong quotes, nint at, int end)
    {
        for (; at < end; at += RecordIndex.Block)
        {
            var window = Window(ref quotes, at);
            if (window != 0) return at + BitOperations.TrailingZeroCount(window);
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint ReadInteger(ref byte json, nint at, int end, ref FieldValue value)
    {
        var start = at;
        var negative = ByteAt(ref json, at) == '-';
        if (negative) at++;
        var firstDigit = at;
        ulong number = 0;
        if (at <= end - 8 && TryReadEightDigits(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref json, at)), out number)) at += 8;
        for (uint digit; (digit = (uint)(ByteAt(ref json, at) - '0')) <= 9; at++) number = number * 10 + digit;
        var digits = at - firstDigit;
        // What 18 digits can hold needs no overflow check; leading zeros, fractions and exponents are judged elsewhere.
        var next = ByteAt(ref json, at);
        if (digits is 0 or > 18 || (digits > 1 && ByteAt(ref json, firstDigit) == '0') || (next > '-' && next != '}')) return -1;
        value.Kind = ValueKind.Integer;
        value.Start = (int)start;
        value.Length = (int)(at - start);
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

    /// <summary>An object, an array or a number with a fraction or exponent; -1 when it is broken or an integer of more digits than are read here.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint SkipOdd(ReadOnlySpan<byte> record, nint at, ref FieldValue value)
    {
        var start = (int)at;
        var isNumber = record[start] is not ((byte)'{' or (byte)'[');
        var isInteger = false;
        var end = isNumber ? JsonText.SkipNumber(record, start, out isInteger) : JsonText.SkipValue(record, start, 1);
        value.Kind = record[start] == '{' ? ValueKind.Object : ValueKind.Other;
        value.Start = start;
        value.Length = end - start;
        return isInteger ? -1 : end;
    }

    private static nint ReadLiteral(ref byte json, nint at, int end)
    {
        if (at > end - 5) return -1;
        var rest = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref json, at), 5);
        return rest.StartsWith("null"u8) || rest.StartsWith("true"u8) ? at + 4 : rest.SequenceEqual("false"u8) ? at + 5 : -1;
    }
}
