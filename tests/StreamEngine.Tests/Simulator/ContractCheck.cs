using System.Text;
using System.Text.Json;

namespace StreamEngine.Tests.Simulator;

/// <summary>The event contract over JsonDocument, plain and slow: null for a valid event, else the first check that fails.</summary>
internal static class ContractCheck
{
    private const long LatestTime = 4_102_444_799_999, EarliestTime = 946_684_800_000, LongestMs = 2_678_400_000;
    private static readonly UTF8Encoding Strict = new(false, true);

    private static readonly HashSet<string> Fields =
    [
        "type", "id", "ts", "received", "merchant", "product", "creator", "leader", "buyer", "order", "room", "scene", "category", "brand", "count",
        "amount", "quantity", "list_amount", "market_amount", "commission_bp", "promised_by", "reason", "stars", "target", "liable", "watch_ms",
        "severity", "points", "duration_ms",
    ];

    private static readonly Dictionary<string, string[]> Needed = new()
    {
        ["product"] = ["impression", "click", "cart", "order_created", "order_paid", "order_shipped", "refund", "review"],
        ["order"] = ["order_created", "order_paid", "order_shipped", "refund", "review", "complaint", "dispute_closed"],
        ["room"] = ["live_started", "live_ended"],
    };

    private static readonly Dictionary<string, (string Field, bool Required, long Low, long High)[]> Numbers = new()
    {
        ["impression"] = [("count", false, 1, 1_000_000)],
        ["click"] = [("count", false, 1, 1_000_000)],
        ["cart"] = [("count", false, 1, 1_000_000)],
        ["order_created"] = [("amount", true, 0, 1_000_000_000_000), ("quantity", false, 1, 1_000_000)],
        ["order_paid"] =
        [
            ("amount", true, 0, 1_000_000_000_000), ("quantity", false, 1, 1_000_000), ("list_amount", false, 0, 1_000_000_000_000),
            ("market_amount", false, 0, 1_000_000_000_000), ("commission_bp", false, 0, 10_000),
        ],
        ["order_shipped"] = [("promised_by", false, EarliestTime, LatestTime)],
        ["refund"] = [("amount", true, 0, 1_000_000_000_000)],
        ["review"] = [("stars", true, 1, 5)],
        ["watch"] = [("watch_ms", true, 0, LongestMs), ("count", false, 1, 1_000_000)],
        ["violation"] = [("points", false, 0, 1000)],
        ["live_ended"] = [("duration_ms", true, 0, LongestMs)],
        ["complaint"] = [],
        ["dispute_closed"] = [],
        ["follow"] = [],
        ["report"] = [],
        ["live_started"] = [],
        ["heartbeat"] = [],
        ["decision"] = [],
    };

    private static readonly Dictionary<string, (string Field, bool Required, string[] Values)[]> Words = new()
    {
        ["complaint"] = [("target", false, ["merchant", "creator"])],
        ["dispute_closed"] = [("liable", true, ["merchant", "creator", "buyer", "none"])],
        ["follow"] = [("target", false, ["merchant", "creator"])],
        ["decision"] = [("action", true, ["reverse"]), ("by", true, ["运营小赵"]), ("why", true, ["刷单", "误判，商家申诉成立"])],
        ["violation"] = [("target", true, ["product", "merchant", "creator"]), ("severity", true, ["general", "severe"])],
    };

    public static string? Of(ReadOnlySpan<byte> line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(Strict.GetString(line), new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return "json";
        }
        using (document) return Of(document.RootElement);
    }

    private static string? Of(JsonElement e)
    {
        if (e.ValueKind != JsonValueKind.Object) return "object";
        if (e.EnumerateObject().Where(p => Fields.Contains(p.Name)).GroupBy(p => p.Name).Any(g => g.Count() > 1)) return "duplicate_field";
        if (!e.TryGetProperty("type", out JsonElement t) || t.ValueKind != JsonValueKind.String) return "type";
        string type = t.GetString()!;
        if (!Numbers.TryGetValue(type, out var numbers)) return "unknown_type";
        if (!Number(e, "ts", true, EarliestTime, LatestTime)) return "ts";
        if (!Number(e, "received", false, EarliestTime, LatestTime)) return "received";
        if (type == "heartbeat") return null;
        string? id = Ids(e, type);
        if (id is not null) return id;
        foreach ((string field, bool required, long low, long high) in numbers)
            if (!Number(e, field, required, low, high)) return field;
        if (Words.TryGetValue(type, out var words))
        {
            foreach ((string field, bool required, string[] values) in words)
                if (Absent(e, field, out JsonElement v) ? required : v.ValueKind != JsonValueKind.String || !values.Contains(v.GetString())) return field;
        }
        return !Absent(e, "received", out JsonElement r) && e.GetProperty("ts").GetInt64() > r.GetInt64() + 300_000 ? "from_the_future" : null;
    }

    private static string? Ids(JsonElement e, string type)
    {
        foreach (string field in new[] { "id", "merchant", "product", "creator", "leader", "buyer", "order", "room", "category", "brand" })
        {
            bool required = field is "id" or "merchant" || (Needed.TryGetValue(field, out string[]? types) && types.Contains(type));
            if (Absent(e, field, out JsonElement v))
            {
                if (required) return field;
            }
            else if (v.ValueKind != JsonValueKind.String || Encoding.UTF8.GetByteCount(v.GetString()!) is < 1 or > 64) return field;
        }
        return !Absent(e, "scene", out JsonElement s) && s.ValueKind != JsonValueKind.String ? "scene" : null;
    }

    private static bool Number(JsonElement e, string field, bool required, long low, long high) =>
        Absent(e, field, out JsonElement v)
            ? !required
            : v.ValueKind == JsonValueKind.Number && v.GetRawText().All(c => char.IsAsciiDigit(c) || c == '-') && v.TryGetInt64(out long n) && n >= low && n <= high;

    private static bool Absent(JsonElement e, string field, out JsonElement value) =>
        !e.TryGetProperty(field, out value) || value.ValueKind == JsonValueKind.Null;
}
