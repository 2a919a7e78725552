using System.Buffers.Text;
using System.Text;

namespace StreamEngine.Events;

/// <summary>Escapes in JSON strings.</summary>
internal static class JsonEscapes
{
    /// <summary>
    /// Writes the text that a string stands for, and returns its bytes; it is never longer than the string. <paramref name="escaped"/> is what stands
    /// between the quotes of a string that is known to be valid. A surrogate without its other half becomes U+FFFD and makes the text not well-formed.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> text, out bool wellFormed)
    {
        wellFormed = true;
        var written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0) break;
            escaped[..plain].CopyTo(text[written..]);
            written += plain;
            var letter = escaped[plain + 1];
            escaped = escaped[(plain + 2)..];
            if (letter == 'u')
            {
                var rune = TakeRune(ref escaped);
                wellFormed &= rune is not null;
                written += (rune ?? Rune.ReplacementChar).EncodeToUtf8(text[written..]);
            }
            else
            {
                text[written++] = Short(letter);
            }
        }

        escaped.CopyTo(text[written..]);
        return written + escaped.Length;
    }

    /// <summary>The character of four hexadecimal digits and, where they are half of a pair, of the escape that follows; null for a lone half.</summary>
    private static Rune? TakeRune(ref ReadOnlySpan<byte> escaped)
    {
        var unit = Unit(escaped);
        escaped = escaped[4..];
        if (Rune.TryCreate(unit, out var rune)) return rune;
        if (!escaped.StartsWith("\\u"u8) || !Rune.TryCreate(unit, Unit(escaped[2..]), out rune)) return null;
        escaped = escaped[6..];
        return rune;
    }

    private static char Unit(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits[..4], out ushort unit, out _, 'x') ? (char)unit : throw new ArgumentException("An escape without its four digits.");

    private static byte Short(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter, // a quote, a backslash or a slash
    };
}
