using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>An entity's tier and what is remembered for its next change, sentence by sentence.</summary>
internal sealed class NaiveTier(string kind, string id, ModelRules rules)
{
    private readonly string[] _names = kind == "product" ? ["L0", "L1", "L2", "L3", "L4", "L5"] : ["lagging", "fair", "good", "excellent"];
    private readonly double[] _cuts = kind == "product" ? [double.MinValue, .. new double[] { 35, 45, 52, 60, 68 }.Select(c => c - rules.LowerCuts)] : [double.MinValue, 42, 52, 62];
    private readonly double _margin = kind == "product" ? 3 : 2;
    private int _tier;
    private bool _rated;
    private long? _lastChange;
    private NaiveEvaluation? _atLastChange;

    public string Name => _names[_tier];

    /// <summary>Somebody has decided that the tier stays as it is.</summary>
    public bool Frozen { get; set; }

    /// <summary>The tier change of a tick, or null.</summary>
    public JsonObject? Evaluate(long tick, NaiveEvaluation now)
    {
        var wasRated = _rated;
        _rated = now.Rated;
        if (Frozen) return null;
        if (!now.Rated) return Change(tick, 0, "unrated", now);
        var reached = Enumerable.Range(0, _names.Length).Last(t => now.Score >= _cuts[t]);
        var gated = kind == "product" && now.FailedGate is not null;
        if (!wasRated) return Change(tick, gated && reached == 5 ? 4 : reached, "first_rating", now);

        var to = reached > _tier ? reached : Enumerable.Range(0, _tier + 1).Last(t => t == 0 || now.Score >= _cuts[t] - _margin);
        if (to < _tier && !now.Severe && _lastChange is { } last && tick - last < rules.HoldMs) to = _tier;
        if (gated && to == 5) return Change(tick, 4, _tier == 5 ? "gate:" + now.FailedGate : "score", now);
        return Change(tick, to, to < _tier && now.Severe ? "violation" : "score", now);
    }

    private JsonObject? Change(long tick, int to, string reason, NaiveEvaluation now)
    {
        if (to == _tier) return null;
        var change = new JsonObject
        {
            ["kind"] = kind,
            ["id"] = id,
            ["change_id"] = FormattableString.Invariant($"{kind}:{id}:0:{tick}"),
            ["epoch"] = 0,
            ["tick"] = tick,
            ["from"] = _names[_tier],
            ["to"] = _names[to],
            ["score"] = now.Score,
        };
        if (_atLastChange is { } before) change["previous_score"] = before.Score;
        change["indicators"] = new JsonArray([.. now.Indicators.Select((indicator, i) => Indicator(indicator.Id, _atLastChange?.Indicators[i].S, indicator.S))]);
        change["reason"] = reason;
        if (kind == "product" && (to == 5 || _tier == 5)) change["benefits"] = Benefits(to == 5, to);
        (_tier, _lastChange, _atLastChange) = (to, tick, now);
        return change;
    }

    private static JsonObject Indicator(string id, double? before, double after)
    {
        var indicator = new JsonObject { ["id"] = id };
        if (before is { } s) indicator["before"] = s;
        indicator["after"] = after;
        return indicator;
    }

    private static JsonObject Benefits(bool granted, int to) => new()
    {
        ["granted"] = granted,
        ["traffic_multiplier"] = new[] { 0.70, 0.90, 1.00, 1.05, 1.12, 1.25 }[to],
        ["tag"] = granted,
        ["subsidy"] = granted,
        ["priority_matching"] = granted,
    };
}
