using System.Text.Json;
using StreamEngine.Entities;
using StreamEngine.Host.Api;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Verbs;

/// <summary>
/// Explains a score out of a replay's <c>scores.jsonl</c>. The file holds S of every indicator and not the sums behind it, so weights, points and the next tier
/// are those of the configuration at hand.
/// </summary>
internal static class RecordedScores
{
    private const string FileName = "scores.jsonl";

    /// <exception cref="EngineFault">There are no results, they are not a replay's, or the entity is not among them.</exception>
    public static async Task<EntityReport> ExplainAsync(string folder, string kind, string id, ScoringOptions scoring, CancellationToken stop)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            await foreach (var line in File.ReadLinesAsync(path, stop))
            {
                if (!line.StartsWith($"{{\"kind\":\"{kind}\"", StringComparison.Ordinal)) continue;
                var recorded = JsonSerializer.Deserialize<Recorded>(line, ApiJson.Options)!;
                if (recorded.Id == id) return Report(recorded, CardOf(kind, scoring));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"'{folder}' holds no results of a replay: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new EngineFault(FaultOrigin.Data, $"'{path}' is no file of scores: {e.Message}", e);
        }
        throw new EngineFault(FaultOrigin.Data, $"no {kind} {id} in '{path}'");
    }

    private static ScorecardOptions CardOf(string kind, ScoringOptions scoring) =>
        kind == EntityKinds.Name(EntityKind.Product) ? scoring.Product : kind == EntityKinds.Name(EntityKind.Merchant) ? scoring.Merchant : scoring.Creator;

    private static EntityReport Report(Recorded recorded, ScorecardOptions card)
    {
        var tier = card.Tiers.ToList().FindIndex(t => t.Name == recorded.Tier);
        return new EntityReport
        {
            Kind = recorded.Kind,
            Id = recorded.Id,
            Tick = recorded.Tick,
            Score = recorded.Score,
            Rated = recorded.Rated,
            Tier = recorded.Tier,
            Shown = EntityReport.ShownOf((EntityKind)EntityKinds.Names.ToList().IndexOf(recorded.Kind), recorded.Score),
            Indicators = [.. recorded.Indicators.Select(i => Indicator(i, card.Indicators.FirstOrDefault(o => o.Id == i.Id)))],
            Next = Next(recorded, card, tier),
            LostBelow = tier > 0 ? card.Tiers[tier].Cut - card.Margin : null,
        };
    }

    private static IndicatorReport Indicator(RecordedIndicator recorded, IndicatorOptions? options)
    {
        if (options is null) return new IndicatorReport(recorded.Id, "", "", "", recorded.Value, recorded.Imputed, 0, 0, "not in the present configuration");
        var operands = options.Per is null ? options.Of : $"{options.Of}, {options.Per}";
        var formula = $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(options.Normaliser.ToString())}({operands})";
        return new IndicatorReport(recorded.Id, options.Name, options.Part, options.Window.ToString().ToLowerInvariant(), recorded.Value, recorded.Imputed,
            options.Weight, Math.Round(options.Weight * recorded.Value / 100, 6), formula);
    }

    private static NextTier? Next(Recorded recorded, ScorecardOptions card, int tier)
    {
        if (!recorded.Rated) return new NextTier(card.Tiers[0].Name, null, 0, [$"{card.MinimumPaidOrders} paid orders in the month: without them it is unrated"]);
        if (tier < 0 || tier + 1 >= card.Tiers.Count) return null;
        var next = card.Tiers[tier + 1];
        var missing = Math.Max(0, Math.Round(next.Cut!.Value - recorded.Score, 6));
        var needs = missing > 0 ? $"{missing:0.######} more points (from {recorded.Score:0.######} to {next.Cut:0.######})" : "the gates of the highest tier";
        return new NextTier(next.Name, next.Cut, missing, [needs]);
    }

    private sealed record Recorded(string Kind, string Id, long Tick, double Score, bool Rated, string Tier, IReadOnlyList<RecordedIndicator> Indicators);

    private sealed record RecordedIndicator(string Id, double Value, bool Imputed);
}
