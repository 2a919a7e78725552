namespace StreamEngine.Scoring;

/// <summary>Cuts, margin, hold and benefits of a scorecard's tiers, by the tier's number, lowest first.</summary>
internal sealed class TierTable
{
    private readonly double[] _cuts;
    private readonly double _margin;
    private readonly TierOptions[] _tiers;

    public TierTable(ScorecardOptions options)
    {
        _tiers = [.. options.Tiers];
        _cuts = [.. options.Tiers.Select(t => t.Cut ?? double.NegativeInfinity)];
        _margin = options.Margin;
        HoldMs = (long)options.Hold.TotalMilliseconds;
    }

    /// <summary>How long after an entity's last change a fall waits.</summary>
    public long HoldMs { get; }

    /// <summary>The highest tier, the one that has gates and benefits.</summary>
    public int Top => _cuts.Length - 1;

    /// <summary>The highest tier whose cut the score reaches.</summary>
    public int Reached(double score)
    {
        var tier = Top;
        while (tier > 0 && score < _cuts[tier]) tier--;
        return tier;
    }

    /// <summary>The highest tier at or below <paramref name="tier"/> that the score still holds, the margin considered.</summary>
    public int Held(int tier, double score)
    {
        while (tier > 0 && score < _cuts[tier] - _margin) tier--;
        return tier;
    }

    /// <summary>What a change into or out of the top tier grants or withdraws: the benefits that hold from now on, those of <paramref name="to"/>.</summary>
    public Benefits? BenefitsOf(int from, int to) => from == to || (from != Top && to != Top) ? null : BenefitsIn(to);

    /// <summary>The benefits that hold in a tier.</summary>
    public Benefits BenefitsIn(int tier)
    {
        var options = _tiers[tier];
        return new Benefits(tier == Top, options.TrafficMultiplier, options.Tag, options.Subsidy, options.PriorityMatching);
    }
}
