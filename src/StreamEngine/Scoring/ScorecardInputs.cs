using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>Collects the sums that a scorecard reads, each once, while it is compiled.</summary>
internal sealed class ScorecardInputs
{
    private readonly List<WindowMetric> _inputs = [];

    /// <summary>The place of a sum in the totals.</summary>
    public int Of(WindowKind window, Metric metric)
    {
        var input = new WindowMetric(window, metric);
        var index = _inputs.IndexOf(input);
        if (index >= 0) return index;
        _inputs.Add(input);
        return _inputs.Count - 1;
    }

    /// <summary>The place of a month's sum.</summary>
    public int Month(Metric metric) => Of(WindowKind.Month, metric);

    public CompiledOperand Compile(WindowKind window, string? text)
    {
        if (!Operand.TryParse(text, out var operand)) return default;
        return operand.Kind switch
        {
            OperandKind.Metric => new(operand.Kind, Of(window, operand.Metric), 0),
            OperandKind.Creators => new(operand.Kind, 0, 0),
            _ => new(operand.Kind, Of(window, Metric.Gmv), Of(window, Metric.RefundAmount)),
        };
    }

    public WindowMetric[] ToArray() => [.. _inputs];
}
