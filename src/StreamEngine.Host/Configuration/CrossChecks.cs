using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Host.Configuration;

/// <summary>What no single number can get wrong on its own.</summary>
internal static class CrossChecks
{
    /// <summary>Contradictions, as path and message.</summary>
    /// <param name="options">What could be bound.</param>
    /// <param name="failed">Whether the value of a path could not be.</param>
    public static IEnumerable<(string Path, string Message)> Errors(StreamEngineOptions options, Func<string, bool> failed) =>
        Engine(options.Engine).Concat(Cards(options.Scoring).SelectMany(c => Card(c.Kind, c.Path, c.Card, failed)))
            .Concat(Campaigns(options.Campaigns));

    /// <summary>What works but is perhaps not meant: a score is a sum of weights times S / 100, so it needs no hundred, but is read as one.</summary>
    public static IEnumerable<(string Path, string Message)> Warnings(StreamEngineOptions options) => Weights(options).Concat(Bands(options));

    private static IEnumerable<(string Path, string Message)> Bands(StreamEngineOptions options) =>
        from factor in options.Engine.Handoffs.RewardFactors.Keys
        where options.Scoring.Creator.Tiers.All(t => t.Name != factor)
        select ("engine.handoffs.reward_factors", $"{factor} is no band of creators: nobody is rewarded by it");

    private static IEnumerable<(string Path, string Message)> Weights(StreamEngineOptions options) =>
        from card in Cards(options.Scoring)
        let sum = card.Card.Indicators.Sum(i => i.Weight)
        where Math.Abs(sum - 100) > 1e-9
        select ($"{card.Path}.indicators", $"weights add up to {ScalarParser.Format(sum)}, not to 100: that is the highest score there can be");

    private static IEnumerable<(EntityKind Kind, string Path, ScorecardOptions Card)> Cards(ScoringOptions scoring) =>
    [
        (EntityKind.Product, "scoring.product", scoring.Product),
        (EntityKind.Merchant, "scoring.merchant", scoring.Merchant),
        (EntityKind.Creator, "scoring.creator", scoring.Creator),
    ];

    private static IEnumerable<(string Path, string Message)> Card(EntityKind kind, string path, ScorecardOptions card, Func<string, bool> failed)
    {
        // Which parameters an indicator needs is not known while its normaliser is not.
        var unknown = card.Indicators.Where(i => failed($"{path}.indicators[{i.Id}].normaliser")).Select(i => $"[{i.Id}]").ToList();
        return ScorecardValidation.Check(kind, card)
            .Where(e => e.Path.EndsWith(".of", StringComparison.Ordinal) || !unknown.Exists(u => e.Path.Contains(u, StringComparison.Ordinal)))
            .Select(e => ($"{path}.{e.Path}", e.Message));
    }

    private static IEnumerable<(string Path, string Message)> Campaigns(IReadOnlyList<CampaignOptions> campaigns)
    {
        var seen = new HashSet<string>();
        foreach (var campaign in campaigns)
        {
            var path = $"campaigns[{campaign.Id}]";
            if (campaign.Id.Length > 0 && !seen.Add(campaign.Id)) yield return ($"{path}.id", "must be its own: another campaign has it too");
            if (campaign.End is { } end && campaign.Start is { } start && end <= start)
                yield return ($"{path}.end", $"must be after start ({ScalarParser.Format(start)}), is {ScalarParser.Format(end)}");
        }
    }

    private static IEnumerable<(string Path, string Message)> Engine(EngineOptions engine)
    {
        if (engine.TickInterval.Ticks <= 0 || TimeSpan.TicksPerMinute % engine.TickInterval.Ticks != 0 || engine.TickInterval.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            yield return ("engine.tick_interval", "must be whole milliseconds and divide a minute (50ms, 100ms, 200ms, 500ms, 1s, 2s, 5s, 10s, ...), so that every edge "
                + $"of a bucket is a tick; is {Durations.Format(engine.TickInterval)}");
        }
        if (!ZoneCalendar.Exists(engine.Zone))
            yield return ("engine.zone", $"must be a zone of the IANA database, such as Asia/Shanghai or UTC, is {engine.Zone}");

        // A bucket must leave a short window while its entity is still known, which is as long as the month holds one of its days.
        if (engine.HourBuckets > (engine.DayBuckets - 1) * 60)
            yield return ("engine.hour_buckets", $"must be at most {(engine.DayBuckets - 1) * 60} minutes, an hour less than day_buckets, is {engine.HourBuckets}");
        if (engine.DayBuckets > (engine.MonthBuckets - 1) * 24)
            yield return ("engine.day_buckets", $"must be at most {(engine.MonthBuckets - 1) * 24} hours, a day less than month_buckets, is {engine.DayBuckets}");
    }
}
