using System.Text;
using System.Text.Json;
using StreamEngine.Events;
using StreamEngine.Tests.Events;

namespace StreamEngine.Tests.Golden;

/// <summary>The same events written otherwise: shuffled keys, escapes, odd whitespace, unknown fields. Lines that are no events stay as they are.</summary>
internal static class Relayout
{
    private static readonly string[] Spaces = ["", "", " ", "\t", "\r", "  \t "];

    private static readonly string[] Unknown =
        ["\"trace\":{\"id\":\"x\",\"ts\":[1,2.5e3,null]}", "\"Merchant\":\"m0\"", "\"\":0", "\"note\":\"\\\\\\\"}{,:\"", "\"ts_\":-1", "\"é\":\"\\ud83d\\ude00\""];

    public static IEnumerable<byte[]> Of(IEnumerable<byte[]> lines, int seed)
    {
        var decoder = new ReferenceDecoder(300_000);
        var random = new Random(seed);
        foreach (var line in lines) yield return decoder.Decode(line, null).Outcome == DecodeOutcome.Event ? Rewritten(line, random) : line;
    }

    private static byte[] Rewritten(byte[] line, Random random)
    {
        using var document = JsonDocument.Parse(line);
        var fields = document.RootElement.EnumerateObject().Select(p => (p.Name, Value: Value(p.Value, random))).ToList();
        var parts = fields.Select(f => Text(f.Name, random) + Space(random) + ":" + Space(random) + f.Value).ToList();
        if (random.Next(2) == 0) parts.Add(Unknown[random.Next(Unknown.Length)]);
        var shuffled = parts.ToArray();
        random.Shuffle(shuffled);
        var text = new StringBuilder(Space(random)).Append('{');
        text.AppendJoin(',', shuffled.Select(p => Space(random) + p + Space(random)));
        return Encoding.UTF8.GetBytes(text.Append('}').Append(Space(random)).ToString());
    }

    private static string Value(JsonElement value, Random random)
    {
        if (value.ValueKind != JsonValueKind.String) return value.GetRawText();
        try
        {
            return Text(value.GetString()!, random);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate is no .NET text; it keeps its escape.
            return value.GetRawText();
        }
    }

    private static string Text(string text, Random random)
    {
        var written = new StringBuilder("\"");
        var escapeNone = random.Next(3) == 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            // Halves of a pair are escaped both or not at all.
            var pair = char.IsHighSurrogate(c);
            if (c < ' ' || c is '"' or '\\' || !escapeNone && random.Next(3) == 0)
            {
                written.Append($"\\u{(int)c:x4}");
                if (pair) written.Append($"\\u{(int)text[++i]:X4}");
            }
            else
            {
                written.Append(c);
                if (pair) written.Append(text[++i]);
            }
        }
        return written.Append('"').ToString();
    }

    private static string Space(Random random) => Spaces[random.Next(Spaces.Length)];
}
