using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Tests.Scoring;

/// <summary>An entity's totals by name.</summary>
internal sealed class Sums
{
    private readonly WindowMetric[] _inputs;
    private readonly long[] _totals;
    private int _creators;

    private Sums(Scorecard card)
    {
        _inputs = card.Inputs.ToArray();
        _totals = new long[_inputs.Length];
    }

    public static Sums Of(Scorecard card) => new(card);

    public Sums Day(Metric metric, long value) => Set(WindowKind.Day, metric, value);

    public Sums Month(Metric metric, long value) => Set(WindowKind.Month, metric, value);

    public Sums Creators(int count)
    {
        _creators = count;
        return this;
    }

    public (Evaluation Evaluation, double[] S, ulong Imputed) Evaluate(Scorecard card, int baseline = 0)
    {
        var s = new double[card.IndicatorIds.Count];
        var evaluation = card.Evaluate(_totals, _creators, baseline, s, out var imputed);
        return (evaluation, s, imputed);
    }

    private Sums Set(WindowKind window, Metric metric, long value)
    {
        var index = Array.IndexOf(_inputs, new WindowMetric(window, metric));
        if (index < 0) throw new ArgumentException($"the scorecard does not read {metric} of the {window}");
        _totals[index] = value;
        return this;
    }
}
