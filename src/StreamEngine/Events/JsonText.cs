using System.Buffers;

namespace StreamEngine.Events;

/// <summary>
/// The grammar of JSON (RFC 8259, nothing beyond it), byte by byte and without exceptions: broken records come in floods, and an exception costs more than
/// a hundred records. Every method takes the index where something starts and returns the index behind it, or -1 when it is not there.
/// </summary>
internal static class JsonText
{
    /// <summary>Objects and arrays that may lie in each other, the outermost included.</summary>
    public const int DeepestNesting = 16;

    private static readonly SearchValues<byte> StringStops = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>The first byte from <paramref name="at"/> on that is no whitespace; the text's length when there is none.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') at++;
        return at;
    }

    /// <summary>Whether a certain byte stands at <paramref name="at"/>.</summary>
    public static bool Has(ReadOnlySpan<byte> json, int at, byte wanted) => at < json.Length && json[at] == wanted;

    /// <summary>Any value inside of <paramref name="depth"/> objects and arrays.</summary>
    public static int SkipValue(ReadOnlySpan<byte> json, int at, int depth)
    {
        if (at >= json.Length) return -1;
        return json[at] switch
        {
            (byte)'"' => SkipString(json, at, out _),
            (byte)'{' => SkipObject(json, at, depth + 1),
            (byte)'[' => SkipArray(json, at, depth + 1),
            (byte)'t' => SkipWord(json, at, "true"u8),
            (byte)'f' => SkipWord(json, at, "false"u8),
            (byte)'n' => SkipWord(json, at, "null"u8),
            _ => SkipNumber(json, at, out _),
        };
    }

    /// <summary>A string with its quotes. <paramref name="isEscaped"/> says whether a backslash is in it.</summary>
    public static int SkipString(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        if (!Has(json, at, (byte)'"')) return -1;
        at++;
        while (true)
        {
            var stop = json[at..].IndexOfAny(StringStops);
            if (stop < 0) return -1;
            at += stop;
            if (json[at] == '"') return at + 1;
            if (json[at] != '\\') return -1;
            isEscaped = true;
            at = SkipEscape(json, at + 1);
            if (at < 0) return -1;
        }
    }

    /// <summary>A number. <paramref name="isInteger"/> says whether it is without fraction and exponent.</summary>
    public static int SkipNumber(ReadOnlySpan<byte> json, int at, out bool isInteger)
    {
        isInteger = true;
        if (Has(json, at, (byte)'-')) at++;
        at = Has(json, at, (byte)'0') ? at + 1 : SkipDigits(json, at);
        if (at > 0 && Has(json, at, (byte)'.'))
        {
            isInteger = false;
            at = SkipDigits(json, at + 1);
        }

        if (at > 0 && (Has(json, at, (byte)'e') || Has(json, at, (byte)'E')))
        {
            isInteger = false;
            at++;
            at = SkipDigits(json, Has(json, at, (byte)'+') || Has(json, at, (byte)'-') ? at + 1 : at);
        }

        return at;
    }

    /// <summary>One of JSON's three words.</summary>
    public static int SkipWord(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> word) => json[at..].StartsWith(word) ? at + word.Length : -1;

    /// <summary>An object that is the <paramref name="depth"/>th of those in each other.</summary>
    public static int SkipObject(ReadOnlySpan<byte> json, int at, int depth)
    {
        if (depth > DeepestNesting) return -1;
        at = SkipSpace(json, at + 1);
        if (Has(json, at, (byte)'}')) return at + 1;
        while (true)
        {
            at = SkipString(json, at, out _);
            if (at < 0) return -1;
            at = SkipSpace(json, at);
            if (!Has(json, at, (byte)':')) return -1;
            at = SkipValue(json, SkipSpace(json, at + 1), depth);
            if (at < 0) return -1;
            at = SkipSpace(json, at);
            if (Has(json, at, (byte)'}')) return at + 1;
            if (!Has(json, at, (byte)',')) return -1;
            at = SkipSpace(json, at + 1);
        }
    }

    private static int SkipArray(ReadOnlySpan<byte> json, int at, int depth)
    {
        if (depth > DeepestNesting) return -1;
        at = SkipSpace(json, at + 1);
        if (Has(json, at, (byte)']')) return at + 1;
        while (true)
        {
            at = SkipValue(json, at, depth);
            if (at < 0) return -1;
            at = SkipSpace(json, at);
            if (Has(json, at, (byte)']')) return at + 1;
            if (!Has(json, at, (byte)',')) return -1;
            at = SkipSpace(json, at + 1);
        }
    }

    private static int SkipDigits(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while (at < json.Length && char.IsAsciiDigit((char)json[at])) at++;
        return at > start ? at : -1;
    }

    /// <summary>What follows a backslash.</summary>
    private static int SkipEscape(ReadOnlySpan<byte> json, int at)
    {
        if (at >= json.Length) return -1;
        if (json[at] != 'u') return json[at] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' ? at + 1 : -1;
        at++;
        if (at > json.Length - 4) return -1;
        for (var end = at + 4; at < end; at++)
        {
            if (!char.IsAsciiHexDigit((char)json[at])) return -1;
        }

        return at;
    }
}
