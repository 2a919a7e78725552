using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>Something in a scorecard's options that cannot be.</summary>
/// <param name="Path">Where, from the scorecard on, in the names of the configuration: <c>indicators[gpm].weight</c>.</param>
/// <param name="Message">What is allowed and what is there.</param>
public readonly record struct ScorecardError(string Path, string Message);

/// <summary>The rules between a scorecard's numbers; each number's own range is on its property.</summary>
public static class ScorecardValidation
{
    /// <summary>Everything that is wrong, in the order of the options.</summary>
    public static IEnumerable<ScorecardError> Check(EntityKind kind, ScorecardOptions options) =>
        Tiers(options.Tiers).Concat(Indicators(kind, options.Indicators)).Concat(BaselineValidation.Check(kind, options)).Concat(Gates(kind, options));

    private static IEnumerable<ScorecardError> Tiers(IReadOnlyList<TierOptions> tiers)
    {
        if (tiers.Count < 2) yield return new("tiers", $"must name at least two tiers, lowest first, names {tiers.Count}");
        if (tiers.Count > byte.MaxValue) yield return new("tiers", $"must name at most {byte.MaxValue} tiers, names {tiers.Count}");
        foreach (var name in Repeated(tiers.Select(t => t.Name))) yield return new($"tiers[{name}]", "must be there once, is there more often");
        for (var i = 0; i < tiers.Count; i++)
        {
            var path = $"tiers[{tiers[i].Name}].cut";
            if (i == 0 && tiers[i].Cut is { } lowest) yield return new(path, $"must be absent: the first tier is the lowest and needs no score; is {lowest}");
            if (i > 0 && tiers[i].Cut is null) yield return new(path, "is missing: every tier but the first needs the score from which it is reached");
            if (i > 1 && tiers[i].Cut <= tiers[i - 1].Cut)
                yield return new(path, $"must be above that of {tiers[i - 1].Name} ({tiers[i - 1].Cut}): tiers are listed lowest first; is {tiers[i].Cut}");
        }
    }

    private static IEnumerable<ScorecardError> Indicators(EntityKind kind, IReadOnlyList<IndicatorOptions> indicators)
    {
        if (indicators.Count is 0 or > 64) yield return new("indicators", $"must be 1 to 64, are {indicators.Count}");
        foreach (var id in Repeated(indicators.Select(i => i.Id))) yield return new($"indicators[{id}]", "must be there once, is there more often");
        foreach (var error in indicators.SelectMany(i => Indicator(kind, i))) yield return error;
    }

    private static IEnumerable<ScorecardError> Indicator(EntityKind kind, IndicatorOptions indicator)
    {
        var path = $"indicators[{indicator.Id}]";
        var isCount = indicator.Normaliser == NormaliserKind.Count;
        var smooths = indicator.Normaliser is NormaliserKind.BadRate or NormaliserKind.Ratio;
        if (indicator.Window == WindowKind.Hour) yield return new($"{path}.window", "must be day or month, is hour: the hour window keeps too few metrics");
        foreach (var error in Operands(kind, indicator, $"{path}.of", indicator.Of)) yield return error;
        if (isCount && indicator.Per is not null) yield return new($"{path}.per", "must be absent with the normaliser count");
        if (!isCount && indicator.Per is null) yield return new($"{path}.per", $"is missing: the normaliser {indicator.Normaliser.ToName()} divides by it");
        if (!isCount && indicator.Per is { } per) foreach (var error in Operands(kind, indicator, $"{path}.per", per)) yield return error;
        if (smooths != indicator.M is not null) yield return new($"{path}.m", Needed(indicator.Normaliser, smooths));
        if (isCount != indicator.A is not null) yield return new($"{path}.a", Needed(indicator.Normaliser, isCount));
    }

    private static IEnumerable<ScorecardError> Operands(EntityKind kind, IndicatorOptions indicator, string path, string text)
    {
        if (!Operand.TryParse(text, out var operand))
        {
            yield return new(path, $"must be one of {string.Join(", ", Operand.ComputedNames.Concat(Metrics.Names))}, is {(text.Length == 0 ? "absent" : text)}");
            yield break;
        }
        if (operand.Kind != OperandKind.Creators) yield break;
        if (kind == EntityKind.Creator) yield return new(path, "must be another operand than creators, which a creator has not");
        if (indicator.Window != WindowKind.Month) yield return new(path, "must be another operand than creators, which is kept for the window month only");
    }

    private static IEnumerable<ScorecardError> Gates(EntityKind kind, ScorecardOptions options)
    {
        if (options.Gates is not { } gates || options.Indicators.Count == 0) yield break;
        if (kind == EntityKind.Creator && gates.Creators > 0) yield return new("gates.creators", $"must be 0: a creator has no distinct creators; is {gates.Creators}");
        foreach (var (name, floor) in new[] { ("quality_refund_rate", gates.QualityRefundRate), ("bad_review_rate", gates.BadReviewRate) })
        {
            if (floor > 0 && options.Indicators.All(i => i.Id != name))
                yield return new($"gates.{name}", $"must be 0, since the scorecard has no indicator {name}; is {floor}");
        }
    }

    internal static string Needed(NormaliserKind normaliser, bool needed) =>
        needed ? $"is missing: the normaliser {normaliser.ToName()} needs it" : $"must be absent: the normaliser {normaliser.ToName()} has no such parameter";

    private static IEnumerable<string> Repeated(IEnumerable<string> names) => names.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key);
}
