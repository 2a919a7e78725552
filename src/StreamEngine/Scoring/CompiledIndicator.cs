namespace StreamEngine.Scoring;

/// <summary>Where an operand's number is found: in which places of the totals.</summary>
internal readonly record struct CompiledOperand(OperandKind Kind, int First, int Second)
{
    public double Value(ReadOnlySpan<long> totals, int distinctCreators) => Kind switch
    {
        OperandKind.Metric => totals[First],
        OperandKind.Creators => distinctCreators,
        OperandKind.NetSales => Net(totals),
        _ => 1000.0 * Net(totals),
    };

    private long Net(ReadOnlySpan<long> totals) => Math.Max(0, totals[First] - totals[Second]);
}

/// <summary>An indicator with the parameters of one category.</summary>
internal sealed class CompiledIndicator
{
    private readonly NormaliserKind _normaliser;
    private readonly CompiledOperand _of, _per;
    private readonly double _first, _second, _lower, _upper, _smoothing;

    public CompiledIndicator(IndicatorOptions options, BaselineOptions baseline, CompiledOperand of, CompiledOperand per)
    {
        _normaliser = options.Normaliser;
        _of = of;
        _per = per;
        Weight = options.Weight;
        switch (_normaliser)
        {
            case NormaliserKind.BadRate:
                _first = baseline.P0!.Value;
                _smoothing = options.M!.Value;
                break;
            case NormaliserKind.Ratio:
                _first = baseline.V0!.Value;
                _smoothing = options.M!.Value;
                break;
            case NormaliserKind.Count:
                _first = baseline.P50!.Value;
                _smoothing = options.A!.Value;
                _lower = Normalisers.CountLower(_first, _smoothing);
                _upper = Normalisers.CountUpper(_first, baseline.P99!.Value, _smoothing);
                break;
            case NormaliserKind.Linear:
                _first = baseline.Best!.Value;
                _second = baseline.Worst!.Value;
                break;
        }
    }

    public double Weight { get; }

    /// <summary>S, unrounded.</summary>
    public double Evaluate(ReadOnlySpan<long> totals, int distinctCreators, out bool imputed)
    {
        var of = _of.Value(totals, distinctCreators);
        if (_normaliser == NormaliserKind.Count)
        {
            imputed = false;
            return Normalisers.Count(of, _first, _smoothing, _lower, _upper);
        }
        var per = _per.Value(totals, distinctCreators);
        return _normaliser switch
        {
            NormaliserKind.BadRate => Normalisers.BadRate(of, per, _first, _smoothing, out imputed),
            NormaliserKind.Ratio => Normalisers.Ratio(of, per, _first, _smoothing, out imputed),
            _ => Normalisers.Linear(of, per, _first, _second, out imputed),
        };
    }
}
