using System.Globalization;
using System.Text.Json;
using StreamEngine.ClickHouse;
using StreamEngine.Commerce;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>Rows of ClickHouse and rows of a replay in one spelling, so that they can be compared.</summary>
internal static class StoredRows
{
    private static readonly HashSet<string> Keys = ["kind", "id", "bucket", "minute", "version", "score", "tier", "rated", "indicators", "indicators.s"];

    /// <summary>The newest rows of a table, or what a view shows, which leaves versions out; sorted.</summary>
    public static async Task<List<string>> OfAsync(HttpClient http, ClickHouseOptions options, string from) =>
        Spell(await QueryAsync(http, options, $"SELECT * FROM {from} FORMAT JSONEachRow SETTINGS output_format_json_quote_64bit_integers = 0"), true);

    /// <summary>The rows of a replay, sorted.</summary>
    public static List<string> OfReplay(IEnumerable<string> lines, bool versions) => Spell(lines, versions);

    /// <summary>The rows of a commerce table, or of its view, sorted.</summary>
    public static async Task<List<string>> OfAsync(HttpClient http, ClickHouseOptions options, CommerceTable table, string from, bool versions) =>
        OfReplay(table, await QueryAsync(http, options, $"SELECT * FROM {from} FORMAT JSONEachRow SETTINGS output_format_json_quote_64bit_integers = 0"), versions);

    /// <summary>The rows of a commerce table of a replay, sorted.</summary>
    public static List<string> OfReplay(CommerceTable table, IEnumerable<string> lines, bool versions) => [.. lines.Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        var values = table.Columns.Select(c => c.Type switch
        {
            CommerceColumnType.Time => Time(row.GetProperty(c.Name)),
            CommerceColumnType.Real => row.GetProperty(c.Name).GetDouble().ToString("R", CultureInfo.InvariantCulture),
            _ => row.GetProperty(c.Name).ToString(),
        });
        return string.Join('|', versions && table.IsVersioned ? values.Append(row.GetProperty("version").ToString()) : values);
    }).Order(StringComparer.Ordinal)];

    /// <summary>The lines of an answer.</summary>
    public static async Task<string[]> QueryAsync(HttpClient http, ClickHouseOptions options, string sql)
    {
        using var content = new StringContent(sql);
        using var answer = await http.PostAsync(new Uri($"?database={options.Database}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : throw new InvalidOperationException(text);
    }

    private static List<string> Spell(IEnumerable<string> lines, bool versions) => [.. lines.Select(line => Spell(line, versions)).Order(StringComparer.Ordinal)];

    private static string Spell(string line, bool versions)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        var bucket = row.TryGetProperty("bucket", out var named) ? named : row.GetProperty("minute");
        var text = $"{row.GetProperty("kind")} {row.GetProperty("id")} {Time(bucket)}";
        if (versions && row.TryGetProperty("version", out var version)) text += $" {version}";
        if (row.TryGetProperty("score", out var score))
        {
            var indicators = row.TryGetProperty("indicators", out var own) ? own : row.GetProperty("indicators.s");
            return $"{text} {score.GetDouble():R} {row.GetProperty("tier")} {row.GetProperty("rated")} {string.Join(',', indicators.EnumerateArray().Select(s => s.GetDouble().ToString("R", CultureInfo.InvariantCulture)))}";
        }
        var metrics = row.EnumerateObject().Where(p => !Keys.Contains(p.Name) && p.Value.GetInt64() != 0).OrderBy(p => p.Name, StringComparer.Ordinal);
        return $"{text} {string.Join(' ', metrics.Select(p => $"{p.Name}={p.Value}"))}";
    }

    private static string Time(JsonElement time)
    {
        if (time.ValueKind == JsonValueKind.Number) return time.ToString();
        var text = time.GetString()!;
        return text.Length == 10 ? text : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }
}
