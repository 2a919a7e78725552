using System.Text.Json;

namespace StreamEngine.Simulator.Lines;

/// <summary>
/// Respells a valid line without changing its meaning: other order of the keys, escapes in keys and texts, spaces and tabs, unknown fields, nulls for
/// fields that are absent. For checks of results, not for speed: it allocates.
/// </summary>
internal sealed class LineShuffler(ulong seed)
{
    /// <summary>Fields that no type but <c>live_started</c>, <c>live_ended</c> and orders needs: null means what absence means.</summary>
    private static readonly string[] Nullable = ["creator", "leader", "buyer", "scene", "category", "brand", "target", "reason", "promised_by"];

    private static readonly string[] Unknown =
    [
        "\"trace\":{\"a\":[1,2.5e3,null,true,{\"id\":\"x\",\"ts\":-1}],\"b\":\"q\\\\\\\"\\n\\u2028\"}",
        "\"Type\":\"click\"",
        "\"ab_test\":[\"α\",\"β\",[]]",
        "\"\\ud83d\\ude00\":\"\\ud83d\"",
        "\"weight\":1.5",
    ];

    private SplitMix64 _rng = new(SplitMix64.Mix(seed ^ 0x5348554646));

    /// <summary>Replaces the line by another spelling of it.</summary>
    public void Respell(LineBuffer line)
    {
        List<(string Name, string Json)> fields = [];
        using (JsonDocument parsed = JsonDocument.Parse(line.Written.ToArray()))
        {
            foreach (JsonProperty p in parsed.RootElement.EnumerateObject())
                fields.Add((p.Name, p.Value.ValueKind == JsonValueKind.String ? Quote(p.Value.GetString()!) : p.Value.GetRawText()));
        }
        var parts = fields.ConvertAll(f => Quote(f.Name) + Space() + ":" + Space() + f.Json);
        if (_rng.Chance(300)) parts.Add(Unknown[_rng.Below(Unknown.Length)]);
        if (_rng.Chance(300))
        {
            string absent = Nullable[_rng.Below(Nullable.Length)];
            if (!fields.Exists(f => f.Name == absent)) parts.Add(Quote(absent) + ":" + Space() + "null");
        }
        for (int i = parts.Count - 1; i > 0; i--)
        {
            int j = _rng.Below(i + 1);
            (parts[i], parts[j]) = (parts[j], parts[i]);
        }
        string text = Space() + "{" + Space() + string.Join(Space() + "," + Space(), parts) + Space() + "}" + Space();
        line.Clear();
        line.Raw(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The simulator's own texts hold nothing that must be escaped, so any character may be.</summary>
    private string Quote(string text)
    {
        if (!_rng.Chance(250)) return "\"" + text + "\"";
        return "\"" + string.Concat(text.Select(c => _rng.Chance(300) ? $"\\u{(int)c:x4}" : c == '/' && _rng.Chance(500) ? "\\/" : c.ToString())) + "\"";
    }

    private string Space() => _rng.Below(10) switch { 0 => " ", 1 => "\t", 2 => "  \t ", _ => "" };
}
