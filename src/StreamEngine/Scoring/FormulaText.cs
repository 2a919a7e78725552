using System.Globalization;
using StreamEngine.Events;

namespace StreamEngine.Scoring;

/// <summary>An indicator's formula with its numbers filled in, for people.</summary>
internal static class FormulaText
{
    /// <summary>The formula.</summary>
    /// <param name="indicator">The indicator.</param>
    /// <param name="baseline">Its parameters in the entity's category.</param>
    /// <param name="of">The value of its first operand.</param>
    /// <param name="per">The value of its second one; ignored where it has none.</param>
    public static string Of(IndicatorOptions indicator, BaselineOptions baseline, double of, double per)
    {
        var numerator = $"{indicator.Of} {Text(of)}";
        if (indicator.Normaliser == NormaliserKind.Count) return Count(numerator, of, indicator.A!.Value, baseline);
        if (per == 0) return $"no data: {indicator.Per} is 0 in the {SnakeCase.Of(indicator.Window.ToString())}, so S is 50";
        var denominator = $"{indicator.Per} {Text(per)}";
        var m = indicator.M ?? 0;
        switch (indicator.Normaliser)
        {
            case NormaliserKind.BadRate:
                var p0 = baseline.P0!.Value;
                var p = (of + m * p0) / (per + m);
                return $"100 * (1 - p / (2 * {Text(p0)})), p = ({numerator} + {Text(m)} * {Text(p0)}) / ({denominator} + {Text(m)}) = {Text(p)}";
            case NormaliserKind.Ratio:
                var v0 = baseline.V0!.Value;
                var v = (of + m * v0) / (per + m);
                return $"50 + 25 * log2(v / {Text(v0)}), v = ({numerator} + {Text(m)} * {Text(v0)}) / ({denominator} + {Text(m)}) = {Text(v)}";
            default:
                var (best, worst) = (Text(baseline.Best!.Value), Text(baseline.Worst!.Value));
                return $"100 * ({worst} - r) / ({worst} - {best}), r = {numerator} / {denominator} = {Text(of / per)}";
        }
    }

    private static string Count(string numerator, double x, double scale, BaselineOptions baseline)
    {
        var (a, p50, p99) = (Text(scale), Text(baseline.P50!.Value), Text(baseline.P99!.Value));
        return x <= baseline.P50.Value
            ? $"50 * ln(1 + x / {a}) / ln(1 + {p50} / {a}), x = {numerator}"
            : $"50 + 50 * ln((x + {a}) / ({p50} + {a})) / ln(({p99} + {a}) / ({p50} + {a})), x = {numerator}";
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
