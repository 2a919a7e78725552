using System.Text.Json.Serialization;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Api;

/// <summary>An entity's score, explained, as the API serves it and as <c>explain</c> prints it.</summary>
internal sealed record EntityReport
{
    public required string Kind { get; init; }
    public required string Id { get; init; }

    /// <summary>The last tick of its owner, ms since the Unix epoch: the answer is as of then.</summary>
    public required long Tick { get; init; }

    public required double Score { get; init; }
    public required bool Rated { get; init; }
    public required string Tier { get; init; }

    /// <summary>How people are shown the score of a merchant or creator, 3.00 to 5.00.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Shown { get; init; }

    /// <summary>The category whose baselines hold.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Category { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PaidOrders { get; init; }

    /// <summary>Points that penalty points take off.</summary>
    public double Penalty { get; init; }

    /// <summary>The most that the score can be because of a severe violation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SevereCap { get; init; }

    public required IReadOnlyList<IndicatorReport> Indicators { get; init; }

    /// <summary>The next tier and what it needs; absent in the highest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NextTier? Next { get; init; }

    /// <summary>The score below which the tier is lost; absent in the lowest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LostBelow { get; init; }

    /// <summary>The tick at which a fall that waits for its hold is decided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FallDue { get; init; }

    /// <summary>The four benefits of a product as they are now; absent for other kinds, and where only results are known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Benefits? Benefits { get; init; }

    /// <summary>What each indicator could do for the score; absent where only results are known and not the sums behind them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeverReport>? Levers { get; init; }

    /// <summary>The decision that keeps the tier as it is, whatever the score; absent when none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecisionReport? Frozen { get; init; }

    /// <summary>The newest manual decisions about it, newest first; absent where only results are known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DecisionReport>? Decisions { get; init; }

    /// <summary>An entity of a running engine or at the end of a run; null when it is not known.</summary>
    public static EntityReport? Find(EngineRun engine, EntityKind kind, string id)
    {
        if (engine.Find(kind, id) is not { } found) return null;
        var decisions = engine.FindDecisions(kind, id);
        return Of(found) with
        {
            Frozen = decisions.FrozenBy is { } frozen ? DecisionReport.Of(frozen) : null,
            Decisions = [.. decisions.Newest.Select(DecisionReport.Of)],
        };
    }

    public static EntityReport Of(ScoreExplanation explanation)
    {
        var score = explanation.Score;
        return new EntityReport
        {
            Kind = EntityKinds.Name(score.Kind),
            Id = score.Id,
            Tick = score.Tick,
            Score = score.Score,
            Rated = score.Rated,
            Tier = score.Tier,
            Shown = ShownOf(score.Kind, score.Score),
            Category = explanation.Category,
            PaidOrders = explanation.PaidOrders,
            Penalty = explanation.Penalty,
            SevereCap = explanation.SevereCap,
            Indicators = [.. explanation.Indicators.Select(i => new IndicatorReport(
                i.Id, i.Name, i.Part, i.Window.ToString().ToLowerInvariant(), i.Value, i.Imputed, i.Weight, i.Points, i.Formula))],
            Next = explanation.Next,
            LostBelow = explanation.LostBelow,
            FallDue = explanation.FallDue,
            Benefits = explanation.Benefits,
            Levers = [.. explanation.Levers().Select(l => new LeverReport(l.Indicator, l.PointAdds, l.Unit, l.Needed, l.Words))],
        };
    }

    /// <summary>The shown score; null for products, which are shown their tier alone.</summary>
    public static double? ShownOf(EntityKind kind, double score) => kind == EntityKind.Product ? null : Scorecard.OutOfFive(score);
}

/// <summary>One indicator of an explained score.</summary>
internal sealed record IndicatorReport(
    string Id, string Name, string Force, string Window, double Value, bool Imputed, double Weight, double Points, string Formula);

/// <summary>What an indicator could do for a score: what a point of its S adds, and how many good events alone bring the next tier's cut.</summary>
internal sealed record LeverReport(
    string Indicator,
    double PointAdds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Needed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Words);
