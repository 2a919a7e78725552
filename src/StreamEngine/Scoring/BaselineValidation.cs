using StreamEngine.Entities;

namespace StreamEngine.Scoring;

/// <summary>The rules of the table of baselines.</summary>
internal static class BaselineValidation
{
    private static readonly (string Name, NormaliserKind Normaliser, Func<BaselineOptions, double?> Get)[] Parameters =
    [
        ("p0", NormaliserKind.BadRate, b => b.P0),
        ("v0", NormaliserKind.Ratio, b => b.V0),
        ("p50", NormaliserKind.Count, b => b.P50),
        ("p99", NormaliserKind.Count, b => b.P99),
        ("best", NormaliserKind.Linear, b => b.Best),
        ("worst", NormaliserKind.Linear, b => b.Worst),
    ];

    public static IEnumerable<ScorecardError> Check(EntityKind kind, ScorecardOptions options)
    {
        if (options.Indicators.Count == 0) yield break; // an error of its own, which would be repeated for every row
        var indicators = options.Indicators.GroupBy(i => i.Id).ToDictionary(g => g.Key, g => g.First());
        if (!options.Baselines.TryGetValue(ScorecardOptions.DefaultCategory, out var defaults))
        {
            yield return new("baselines", $"must have the default row {ScorecardOptions.DefaultCategory}");
            yield break;
        }
        foreach (var indicator in options.Indicators.Where(i => !defaults.ContainsKey(i.Id)))
            yield return new($"baselines[*][{indicator.Id}]", "is missing: the default row holds what every indicator is compared with");
        foreach (var (category, row) in options.Baselines)
        {
            if (kind != EntityKind.Product && category != ScorecardOptions.DefaultCategory)
                yield return new($"baselines[{category}]", "must be absent: only products have a category; merchants and creators use the row *");
            foreach (var (id, baseline) in row)
            {
                var path = $"baselines[{category}][{id}]";
                if (!indicators.TryGetValue(id, out var indicator))
                {
                    yield return new(path, $"must be one of the indicators {string.Join(", ", indicators.Keys)}");
                    continue;
                }
                foreach (var error in Row(path, indicator.Normaliser, baseline, defaults.GetValueOrDefault(id))) yield return error;
            }
        }
    }

    private static IEnumerable<ScorecardError> Row(string path, NormaliserKind normaliser, BaselineOptions own, BaselineOptions? defaults)
    {
        var baseline = defaults is null ? own : own.Over(defaults);
        foreach (var (name, of, get) in Parameters)
        {
            if (of != normaliser && get(own) is not null) yield return new($"{path}.{name}", ScorecardValidation.Needed(normaliser, false));
            if (of == normaliser && ReferenceEquals(own, defaults) && get(own) is null) yield return new($"{path}.{name}", ScorecardValidation.Needed(normaliser, true));
        }
        if (normaliser == NormaliserKind.Count && baseline.P99 <= baseline.P50)
            yield return new($"{path}.p99", $"must be above p50 ({baseline.P50}), is {baseline.P99}");
        if (normaliser == NormaliserKind.Linear && baseline.Best is not null && baseline.Best == baseline.Worst)
            yield return new($"{path}.worst", $"must differ from best ({baseline.Best}), is the same");
    }
}
