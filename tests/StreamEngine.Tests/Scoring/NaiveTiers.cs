using StreamEngine.Scoring;

namespace StreamEngine.Tests.Scoring;

/// <summary>The rules of product tiers once more, sentence by sentence and without thought for speed.</summary>
internal sealed class NaiveTiers
{
    private static readonly double[] Cuts = [double.NegativeInfinity, 35, 45, 52, 60, 68];
    private int _tier;
    private bool _rated;
    private long? _last;

    /// <summary>"from>to reason", or null when nothing changes.</summary>
    public string? Evaluate(Evaluation evaluation, long tick, bool epochFirst)
    {
        if (!evaluation.Rated)
        {
            _rated = false;
            return Record(0, "unrated", tick);
        }
        var reached = Enumerable.Range(0, 6).Last(i => evaluation.Score >= Cuts[i]);
        if (!_rated)
        {
            _rated = true;
            return Record(reached == 5 && evaluation.FailedGate > 0 ? 4 : reached, "first_rating", tick);
        }
        var target = reached > _tier ? reached : Enumerable.Range(0, _tier + 1).Last(i => i == 0 || evaluation.Score >= Cuts[i] - 3);
        var mayFall = evaluation.Severe || _last is null || tick - _last >= 60_000;
        if (target < _tier && !mayFall) target = _tier;
        if (target == 5 && evaluation.FailedGate > 0)
            return Record(4, _tier == 5 ? "gate:" + TopTierGates.Names[evaluation.FailedGate - 1] : epochFirst ? "scorecard" : "score", tick);
        return Record(target, target < _tier && evaluation.Severe ? "violation" : epochFirst ? "scorecard" : "score", tick);
    }

    private string? Record(int to, string reason, long tick)
    {
        if (to == _tier) return null;
        var text = $"{_tier}>{to} {reason}";
        (_tier, _last) = (to, tick);
        return text;
    }
}
