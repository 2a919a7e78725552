using System.Buffers.Text;

namespace StreamEngine.Events;

/// <summary>
/// Captures the fields of any record, and says whether it is JSON and an object: what decides wherever a faster way gives up. Without exceptions: a flood of
/// broken records costs no more than one of sound records.
/// </summary>
internal static class FullScanner
{
    /// <summary>
    /// Fills <paramref name="into"/> from a record that is UTF-8. <see cref="DeadLetterReason.Json"/> or <see cref="DeadLetterReason.Object"/> when there is nothing to fill it with.
    /// </summary>
    public static DeadLetterReason Scan(ReadOnlySpan<byte> record, FieldValues into)
    {
        into.Present = 0;
        into.HasDuplicate = false;
        into.ReserveScratch(record.Length);
        var at = JsonText.SkipSpace(record, 0);
        var isObject = JsonText.Has(record, at, (byte)'{');
        at = isObject ? ScanFields(record, at, into) : JsonText.SkipValue(record, at, 0);
        if (at < 0 || JsonText.SkipSpace(record, at) != record.Length) return DeadLetterReason.Json;
        return isObject ? DeadLetterReason.None : DeadLetterReason.Object;
    }

    /// <summary>The outermost object; returns the index behind it, -1 when it is broken.</summary>
    private static int ScanFields(ReadOnlySpan<byte> record, int at, FieldValues into)
    {
        ulong seen = 0;
        var used = 0;
        at = JsonText.SkipSpace(record, at + 1);
        if (JsonText.Has(record, at, (byte)'}')) return at + 1;
        while (true)
        {
            var end = JsonText.SkipString(record, at, out var isEscaped);
            if (end < 0) return -1;
            var field = Field(record[(at + 1)..(end - 1)], isEscaped, into.Scratch.AsSpan(used));
            var bit = FieldNames.Bit(field);
            into.HasDuplicate |= (seen & bit & FieldNames.Unique) != 0;
            seen |= bit;

            at = JsonText.SkipSpace(record, end);
            if (!JsonText.Has(record, at, (byte)':')) return -1;
            at = JsonText.SkipSpace(record, at + 1);
            if (JsonText.Has(record, at, (byte)'n') || field == FieldName.Unknown) into.Present &= ~bit;
            else into.Present |= bit;
            at = field == FieldName.Unknown ? JsonText.SkipValue(record, at, 1) : Capture(record, at, into.Scratch, ref used, out into.Slots[(int)field]);
            if (at < 0) return -1;

            at = JsonText.SkipSpace(record, at);
            if (JsonText.Has(record, at, (byte)'}')) return at + 1;
            if (!JsonText.Has(record, at, (byte)',')) return -1;
            at = JsonText.SkipSpace(record, at + 1);
        }
    }

    private static FieldName Field(ReadOnlySpan<byte> name, bool isEscaped, Span<byte> scratch)
    {
        if (!isEscaped) return FieldNames.Table.Find(name);
        // A lone surrogate becomes U+FFFD, which no name has.
        var length = JsonEscapes.Unescape(name, scratch, out _);
        return FieldNames.Table.Find(scratch[..length]);
    }

    /// <summary>The value at <paramref name="at"/>; returns the index behind it, -1 when it is broken.</summary>
    private static int Capture(ReadOnlySpan<byte> record, int at, byte[] scratch, ref int used, out FieldValue value)
    {
        value = new FieldValue { Kind = ValueKind.Other, Start = at };
        if (at >= record.Length) return -1;
        switch (record[at])
        {
            case (byte)'"':
                var end = JsonText.SkipString(record, at, out var isEscaped);
                if (end < 0) return -1;
                value = isEscaped
                    ? Unescaped(record[(at + 1)..(end - 1)], scratch, ref used)
                    : new FieldValue { Kind = ValueKind.Text, Start = at + 1, Length = end - at - 2 };
                return end;
            case (byte)'{':
                end = JsonText.SkipObject(record, at, 2);
                value.Kind = ValueKind.Object;
                value.Length = end - at;
                return end;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                end = JsonText.SkipNumber(record, at, out var isInteger);
                if (end < 0 || !isInteger || !Utf8Parser.TryParse(record[at..end], out value.Integer, out _)) return end;
                value.Kind = ValueKind.Integer;
                value.Length = end - at;
                return end;
            default:
                return JsonText.SkipValue(record, at, 1);
        }
    }

    private static FieldValue Unescaped(ReadOnlySpan<byte> text, byte[] scratch, ref int used)
    {
        var length = JsonEscapes.Unescape(text, scratch.AsSpan(used), out var wellFormed);
        used += length;
        return new FieldValue { Kind = wellFormed ? ValueKind.Unescaped : ValueKind.Malformed, Start = used - length, Length = length };
    }
}
