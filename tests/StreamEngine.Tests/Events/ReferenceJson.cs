using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace StreamEngine.Tests.Events;

/// <summary>What a field's value is, read slowly: a text, an integer, or neither; <see cref="Raw"/> is as it stands in the record.</summary>
internal sealed record ReferenceValue(string Raw, string? Text, long? Integer, bool IsObject);

/// <summary>The outer object of a record, read slowly with JsonDocument. Texts are UTF-16, in which a lone surrogate can stand.</summary>
internal static class ReferenceJson
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Names and values in order; null values are null. Null when the record is JSON, but no object.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public static List<(string Name, ReferenceValue? Value)>? Read(byte[] record)
    {
        Utf8.GetString(record);
        using var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = 16 });
        if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
        return [.. document.RootElement.EnumerateObject().Select(field => (Unescape(Utf8.GetString(JsonMarshal.GetRawUtf8PropertyName(field))), Value(field.Value)))];
    }

    private static ReferenceValue? Value(JsonElement value)
    {
        var raw = value.GetRawText();
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => new ReferenceValue(raw, Unescape(raw[1..^1]), null, false),
            JsonValueKind.Number when !raw.Contains('.') && !raw.Contains('e') && !raw.Contains('E') && long.TryParse(raw, out var integer) =>
                new ReferenceValue(raw, null, integer, false),
            _ => new ReferenceValue(raw, null, null, value.ValueKind == JsonValueKind.Object),
        };
    }

    private static string Unescape(string raw)
    {
        var text = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
            }
            else if (raw[++i] == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
        }

        return text.ToString();
    }
}
