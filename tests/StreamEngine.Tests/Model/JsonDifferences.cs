using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>Compares output files as JSON: numbers with a fraction to 1e-6, everything else exactly.</summary>
internal static class JsonDifferences
{
    private const double Tolerance = 1.5e-6;

    /// <summary>Line by line; says what differs. With <paramref name="subset"/> only the fields that the expected objects have, in any order.</summary>
    public static IEnumerable<string> Of(string file, IReadOnlyList<JsonObject> expected, IReadOnlyList<JsonObject> actual, bool subset)
    {
        if (expected.Count != actual.Count) yield return $"{file}: {expected.Count} lines expected, {actual.Count} found";
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            foreach (var difference in Of($"{file}:{i + 1}", expected[i], actual[i], subset))
                yield return $"{difference}\n  expected {expected[i].ToJsonString()}\n  actual   {actual[i].ToJsonString()}";
        }
    }

    /// <summary>The objects of a file of JSON lines, none when there is no such file, or the only object of a JSON file.</summary>
    public static List<JsonObject> Read(string path) => Path.GetExtension(path) == ".json"
        ? [JsonNode.Parse(File.ReadAllText(path))!.AsObject()]
        : !File.Exists(path) ? []
        : [.. File.ReadLines(path).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static IEnumerable<string> Of(string path, JsonNode? expected, JsonNode? actual, bool subset)
    {
        switch (expected, actual)
        {
            case (JsonObject e, JsonObject a):
                var names = string.Join(' ', e.Select(p => p.Key));
                var found = string.Join(' ', a.Select(p => p.Key));
                if (!subset && names != found) return [$"{path}: fields {names} expected, {found} found"];
                return e.SelectMany(p => Of($"{path}.{p.Key}", p.Value, a[p.Key], subset));
            case (JsonArray e, JsonArray a):
                return e.Count != a.Count
                    ? [$"{path}: {e.Count} elements expected, {a.Count} found"]
                    : Enumerable.Range(0, e.Count).SelectMany(i => Of($"{path}[{i}]", e[i], a[i], subset));
            default:
                return IsEqual(expected, actual) ? [] : [$"{path}: {Text(expected)} expected, {Text(actual)} found"];
        }
    }

    private static bool IsEqual(JsonNode? expected, JsonNode? actual)
    {
        if (expected?.GetValueKind() != JsonValueKind.Number || actual?.GetValueKind() != JsonValueKind.Number) return Text(expected) == Text(actual);
        if (long.TryParse(Text(expected), out var x) && long.TryParse(Text(actual), out var y)) return x == y;
        return Math.Abs(Number(expected) - Number(actual)) < Tolerance;
    }

    private static double Number(JsonNode node) => double.Parse(Text(node), CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
