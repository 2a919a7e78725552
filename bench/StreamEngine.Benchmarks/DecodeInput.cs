using System.Text;
using System.Text.Json.Nodes;

namespace StreamEngine.Benchmarks;

/// <summary>Records one behind the other in one array, as a batch from a file or a topic holds them.</summary>
internal sealed class DecodeInput
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    private DecodeInput(string name, IReadOnlyList<byte[]> records)
    {
        Name = name;
        _bytes = [.. records.SelectMany(record => record.Append((byte)'\n'))];
        _ends = new int[records.Count];
        var end = 0;
        for (var i = 0; i < _ends.Length; i++, end++) _ends[i] = end += records[i].Length;
    }

    public string Name { get; }

    public int Count => _ends.Length;

    /// <summary>The same events as the producer's, whatever their layout.</summary>
    public bool IsSound { get; private init; } = true;

    /// <summary>Bytes of a record, on average.</summary>
    public double MeanLength => (double)_bytes.Length / Count - 1;

    /// <summary>One record.</summary>
    public ReadOnlySpan<byte> this[int i]
    {
        get
        {
            var start = i == 0 ? 0 : _ends[i - 1] + 1;
            return _bytes.AsSpan(start, _ends[i] - start);
        }
    }

    /// <summary>As the producer writes them.</summary>
    public static DecodeInput Plain(IReadOnlyList<byte[]> events) => new("producer's layout", events);

    /// <summary>The same without letters outside of ASCII.</summary>
    public static DecodeInput Ascii(IReadOnlyList<byte[]> events) =>
        new("producer's layout, ASCII only", [.. events.Select(e => e.Select(b => b < 0x80 ? b : (byte)('a' + (b & 15))).ToArray())]);

    /// <summary>The same fields in another order in every record.</summary>
    public static DecodeInput Shuffled(IReadOnlyList<byte[]> events)
    {
        var random = new Random(618);
        return new("keys shuffled", Rewritten(events, fields =>
        {
            var shuffled = fields.ToArray();
            random.Shuffle(shuffled);
            return shuffled;
        }));
    }

    /// <summary>A field more that the contract does not name, of a name that no other record has, at a place that changes.</summary>
    public static DecodeInput WithUnknownField(IReadOnlyList<byte[]> events)
    {
        var random = new Random(619);
        return new("unknown fields of changing names", Rewritten(events, fields =>
        {
            var list = fields.ToList();
            list.Insert(random.Next(list.Count + 1), $"\"x_{random.Next(1_000_000)}\":\"{random.Next()}\"");
            return list;
        }));
    }

    /// <summary>The same field more in every record, a number with a fraction.</summary>
    public static DecodeInput WithFraction(IReadOnlyList<byte[]> events) =>
        new("an unknown number with a fraction", Rewritten(events, fields => fields.Append("\"price\":12.5")));

    /// <summary>A blank behind every colon and comma.</summary>
    public static DecodeInput Spaced(IReadOnlyList<byte[]> events) =>
        new("blanks behind colons and commas", [.. events.Select(e => Utf8(string.Join(", ", Fields(e).Select(f => f.Replace("\":", "\": ", StringComparison.Ordinal))), "{", "}"))]);

    /// <summary>One letter of the merchant's name written as an escape.</summary>
    public static DecodeInput Escaped(IReadOnlyList<byte[]> events) =>
        new("an escape in the merchant's id", Rewritten(events, fields => fields.Select(f => f.Replace("\"merchant\":\"m-", "\"merchant\":\"\\u006d-", StringComparison.Ordinal))));

    /// <summary>An object in a field that the contract does not name.</summary>
    public static DecodeInput Nested(IReadOnlyList<byte[]> events) =>
        new("an unknown field with an object", Rewritten(events, fields => fields.Append("\"trace\":{\"span\":\"4bf92f35\",\"flags\":[1,0]}")));

    /// <summary>Cut off somewhere.</summary>
    public static DecodeInput Broken(IReadOnlyList<byte[]> events)
    {
        var random = new Random(620);
        return new("broken: cut off", [.. events.Select(e => e[..random.Next(1, e.Length)])]) { IsSound = false };
    }

    /// <summary>One byte lost somewhere: mostly still JSON, else broken.</summary>
    public static DecodeInput Damaged(IReadOnlyList<byte[]> events)
    {
        var random = new Random(621);
        return new("broken: a comma or colon lost", [.. events.Select(e =>
        {
            var places = Enumerable.Range(0, e.Length).Where(i => e[i] is (byte)',' or (byte)':').ToArray();
            var lost = places[random.Next(places.Length)];
            return e.Where((_, i) => i != lost).ToArray();
        })])
        { IsSound = false };
    }

    private static IReadOnlyList<byte[]> Rewritten(IReadOnlyList<byte[]> events, Func<IReadOnlyList<string>, IEnumerable<string>> change) =>
        [.. events.Select(e => Utf8(string.Join(',', change(Fields(e))), "{", "}"))];

    private static byte[] Utf8(string text, string before, string after) => Encoding.UTF8.GetBytes(before + text + after);

    private static string[] Fields(byte[] record) =>
        [.. JsonNode.Parse(record)!.AsObject().Select(f => $"\"{f.Key}\":{f.Value!.ToJsonString(Readable)}")];

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
