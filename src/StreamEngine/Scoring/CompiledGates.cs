using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>The gates of the top tier, with the places of what they look at.</summary>
internal sealed class CompiledGates
{
    private readonly TopTierGates _options;
    private readonly int _paidOrders, _distributedOrders, _severeViolations, _qualityRefundRate, _badReviewRate;

    public CompiledGates(TopTierGates options, IReadOnlyList<IndicatorOptions> indicators, ScorecardInputs inputs)
    {
        _options = options;
        _paidOrders = inputs.Month(Metric.PaidOrders);
        _distributedOrders = inputs.Month(Metric.DistributedOrders);
        _severeViolations = inputs.Month(Metric.SevereViolations);
        var ids = indicators.Select(i => i.Id).ToList();
        _qualityRefundRate = ids.IndexOf("quality_refund_rate");
        _badReviewRate = ids.IndexOf("bad_review_rate");
    }

    /// <summary>The first gate that fails, from 1 in the order of <see cref="TopTierGates.Names"/>; 0 for none. <paramref name="s"/> is rounded.</summary>
    public byte FirstFailed(ReadOnlySpan<long> totals, int distinctCreators, ReadOnlySpan<double> s)
    {
        if (totals[_paidOrders] < _options.PaidOrders) return 1;
        if (totals[_distributedOrders] < _options.DistributedOrders) return 2;
        if (distinctCreators < _options.Creators) return 3;
        if (_options.QualityRefundRate > 0 && s[_qualityRefundRate] < _options.QualityRefundRate) return 4;
        if (_options.BadReviewRate > 0 && s[_badReviewRate] < _options.BadReviewRate) return 5;
        return _options.SevereViolation && totals[_severeViolations] > 0 ? (byte)6 : (byte)0;
    }
}
