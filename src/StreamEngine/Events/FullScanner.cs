using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace StreamEngine.Events;

/// <summary>Captures the fields of any record, and says whether it is JSON and an object: the reference for every faster scanner.</summary>
internal static class FullScanner
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 16 };

    /// <summary>
    /// Fills <paramref name="into"/>. <see cref="DeadLetterReason.Json"/> or <see cref="DeadLetterReason.Object"/> when there is nothing to fill it with.
    /// </summary>
    public static DeadLetterReason Scan(ReadOnlySpan<byte> record, FieldValues into)
    {
        if (!Utf8.IsValid(record)) return DeadLetterReason.Json;
        into.Present = 0;
        into.HasDuplicate = false;
        into.ReserveScratch(record.Length);
        var reader = new Utf8JsonReader(record, Strict);
        try
        {
            reader.Read();
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            if (isObject) ScanFields(ref reader, record, into);
            while (reader.Read()) { } // anything after the value throws
            return isObject ? DeadLetterReason.None : DeadLetterReason.Object;
        }
        catch (JsonException)
        {
            return DeadLetterReason.Json;
        }
    }

    private static void ScanFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, FieldValues into)
    {
        ulong seen = 0;
        var used = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field(in reader, into.Scratch.AsSpan(used));
            var bit = FieldNames.Bit(field);
            into.HasDuplicate |= (seen & bit & FieldNames.Unique) != 0;
            seen |= bit;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null || field == FieldName.Unknown) into.Present &= ~bit;
            else into.Present |= bit;

            if (field == FieldName.Unknown) reader.Skip();
            else into.Slots[(int)field] = Capture(ref reader, record, into.Scratch, ref used);
        }
    }

    private static FieldName Field(in Utf8JsonReader reader, Span<byte> scratch)
    {
        if (!reader.ValueIsEscaped) return FieldNames.Table.Find(reader.ValueSpan);
        // A lone surrogate becomes U+FFFD, which no name has.
        var length = JsonEscapes.Unescape(reader.ValueSpan, scratch, out _);
        return FieldNames.Table.Find(scratch[..length]);
    }

    private static FieldValue Capture(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, byte[] scratch, ref int used)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return new FieldValue { Kind = ValueKind.Text, Start = start + 1, Length = reader.ValueSpan.Length };
            case JsonTokenType.String:
                var length = JsonEscapes.Unescape(reader.ValueSpan, scratch.AsSpan(used), out var wellFormed);
                used += length;
                return new FieldValue { Kind = wellFormed ? ValueKind.Unescaped : ValueKind.Malformed, Start = used - length, Length = length };
            case JsonTokenType.Number:
                var text = reader.ValueSpan;
                if (!Utf8Parser.TryParse(text, out long integer, out var parsed) || parsed != text.Length) break;
                return new FieldValue { Kind = ValueKind.Integer, Start = start, Length = text.Length, Integer = integer };
            case JsonTokenType.StartObject:
                reader.Skip();
                return new FieldValue { Kind = ValueKind.Object, Start = start, Length = (int)reader.BytesConsumed - start };
            default:
                reader.Skip();
                break;
        }

        return new FieldValue { Kind = ValueKind.Other };
    }
}
