using System.Text.Json;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo;

/// <summary>Reads what <see cref="TierChangeJson"/> writes.</summary>
internal static class TierChangeReader
{
    /// <summary>The change of one JSON object.</summary>
    /// <exception cref="KeyNotFoundException">A field is missing.</exception>
    public static TierChange Read(JsonElement json) => new()
    {
        Kind = Enum.Parse<EntityKind>(json.GetProperty("kind").GetString()!, ignoreCase: true),
        Id = json.GetProperty("id").GetString()!,
        Epoch = json.GetProperty("epoch").GetInt32(),
        Tick = json.GetProperty("tick").GetInt64(),
        From = json.GetProperty("from").GetString()!,
        To = json.GetProperty("to").GetString()!,
        Score = json.GetProperty("score").GetDouble(),
        PreviousScore = Optional(json, "previous_score"),
        Indicators = [.. json.GetProperty("indicators").EnumerateArray().Select(i =>
            new IndicatorChange(i.GetProperty("id").GetString()!, Optional(i, "before"), i.GetProperty("after").GetDouble()))],
        Reason = json.GetProperty("reason").GetString()!,
        Benefits = json.TryGetProperty("benefits", out var benefits) ? BenefitsOf(benefits) : null,
    };

    private static Benefits BenefitsOf(JsonElement json) => new(
        json.GetProperty("granted").GetBoolean(), json.GetProperty("traffic_multiplier").GetDouble(),
        json.GetProperty("tag").GetBoolean(), json.GetProperty("subsidy").GetBoolean(), json.GetProperty("priority_matching").GetBoolean());

    private static double? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
