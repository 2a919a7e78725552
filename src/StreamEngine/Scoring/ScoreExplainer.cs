using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>Explains a score from the sums that it was made of. Pure.</summary>
internal static class ScoreExplainer
{
    /// <summary>The explanation.</summary>
    /// <param name="score">The score.</param>
    /// <param name="tier">Its tier's number.</param>
    /// <param name="category">The category of the entity; null for none.</param>
    /// <param name="totals">The entity's sums, in the order of the scorecard's inputs.</param>
    /// <param name="creators">Distinct creators who sold it in the month.</param>
    /// <param name="fallDue">The tick at which a fall that waits is decided; null for none.</param>
    public static ScoreExplanation Explain(FinalScore score, int tier, string? category, ReadOnlySpan<long> totals, int creators, long? fallDue)
    {
        var card = score.Card;
        var options = card.Options;
        var indicators = new IndicatorExplanation[options.Indicators.Count];
        for (var i = 0; i < indicators.Length; i++)
        {
            var indicator = options.Indicators[i];
            var formula = FormulaText.Of(indicator, Baseline(options, category, indicator.Id),
                Value(card, indicator.Window, indicator.Of, totals, creators), Value(card, indicator.Window, indicator.Per, totals, creators));
            indicators[i] = new IndicatorExplanation(indicator.Id, indicator.Name, indicator.Part, indicator.Window, score.Indicators[i],
                (score.Imputed >> i & 1) != 0, indicator.Weight, Normalisers.Round6(indicator.Weight * score.Indicators[i] / 100), formula);
        }
        var paid = Sum(card, Metric.PaidOrders, totals);
        var severe = Sum(card, Metric.SevereViolations, totals) > 0;
        return new ScoreExplanation
        {
            Score = score,
            Category = category,
            Indicators = indicators,
            PaidOrders = paid,
            Penalty = options.PenaltyCap > 0 ? Math.Min(options.PenaltyCap, Sum(card, Metric.PenaltyPoints, totals)) : 0,
            SevereCap = severe ? options.SevereCap : null,
            Next = Next(score, tier, paid, severe, Gates(score, totals, creators)),
            LostBelow = options.Tiers[tier].Cut is { } cut ? cut - options.Margin : null,
            FallDue = fallDue,
            Benefits = score.Kind == EntityKind.Product ? card.Tiers.BenefitsIn(tier) : null,
            Made = (totals.ToArray(), creators, tier, card.BaselineOf(category)),
        };
    }

    private static NextTier? Next(FinalScore score, int tier, long paid, bool severe, List<string> gates)
    {
        var (card, options) = (score.Card, score.Card.Options);
        var top = options.Tiers.Count - 1;
        if (!score.Rated)
        {
            var reached = card.Tiers.Reached(score.Score);
            if (reached == top && gates.Count > 0) reached--;
            var orders = $"{options.MinimumPaidOrders - paid} more paid orders in the month ({paid} of {options.MinimumPaidOrders}): without them it is unrated";
            return new NextTier(options.Tiers[reached].Name, options.Tiers[reached].Cut, 0, [orders]);
        }
        if (tier == top) return null;
        var next = options.Tiers[tier + 1];
        var missing = Math.Max(0, Normalisers.Round6(next.Cut!.Value - score.Score));
        var needs = new List<string>();
        if (missing > 0) needs.Add(FormattableString.Invariant($"{missing:0.######} more points (from {score.Score:0.######} to {next.Cut:0.######})"));
        if (missing > 0 && severe) needs.Add($"no severe violation in the month: one keeps the score at {options.SevereCap} at most");
        if (tier + 1 == top) needs.AddRange(gates);
        return new NextTier(next.Name, next.Cut, missing, needs);
    }

    /// <summary>The gates of the top tier that fail, in words.</summary>
    private static List<string> Gates(FinalScore score, ReadOnlySpan<long> totals, int creators)
    {
        var failing = new List<string>();
        if (score.Card.Options.Gates is not { } gates) return failing;
        var card = score.Card;
        void AtLeast(string name, double value, double needed)
        {
            if (value < needed) failing.Add(FormattableString.Invariant($"gate {name}: {value:0.######} of {needed:0.######}"));
        }
        AtLeast("paid_orders", Sum(card, Metric.PaidOrders, totals), gates.PaidOrders);
        AtLeast("distributed_orders", Sum(card, Metric.DistributedOrders, totals), gates.DistributedOrders);
        AtLeast("creators", creators, gates.Creators);
        AtLeast("quality_refund_rate", S(score, "quality_refund_rate"), gates.QualityRefundRate);
        AtLeast("bad_review_rate", S(score, "bad_review_rate"), gates.BadReviewRate);
        if (gates.SevereViolation && Sum(card, Metric.SevereViolations, totals) > 0) failing.Add("gate severe_violation: there is one in the month");
        return failing;
    }

    private static double S(FinalScore score, string indicator)
    {
        var index = score.Card.IndicatorIds.ToList().IndexOf(indicator);
        return index < 0 ? double.PositiveInfinity : score.Indicators[index];
    }

    private static BaselineOptions Baseline(ScorecardOptions options, string? category, string indicator)
    {
        var defaults = options.Baselines[ScorecardOptions.DefaultCategory][indicator];
        return category is not null && options.Baselines.TryGetValue(category, out var row) && row.TryGetValue(indicator, out var own) ? own.Over(defaults) : defaults;
    }

    private static double Value(Scorecard card, WindowKind window, string? operand, ReadOnlySpan<long> totals, int creators)
    {
        if (!Operand.TryParse(operand, out var parsed)) return 0;
        return parsed.Kind switch
        {
            OperandKind.Creators => creators,
            OperandKind.Metric => Sum(card, window, parsed.Metric, totals),
            _ => Math.Max(0, Sum(card, window, Metric.Gmv, totals) - Sum(card, window, Metric.RefundAmount, totals))
                * (parsed.Kind == OperandKind.ThousandNetSales ? 1000.0 : 1.0),
        };
    }

    private static long Sum(Scorecard card, Metric metric, ReadOnlySpan<long> totals) => Sum(card, WindowKind.Month, metric, totals);

    private static long Sum(Scorecard card, WindowKind window, Metric metric, ReadOnlySpan<long> totals)
    {
        var at = card.Inputs.IndexOf(new WindowMetric(window, metric));
        return at < 0 ? 0 : totals[at];
    }
}
