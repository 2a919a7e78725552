using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>
/// What would bring an entity to its next tier. Pure. Good events are added to the sums that count them, in every window, and everything else stays as it is: so a
/// good review helps each indicator that counts reviews, and where an indicator suffers from them that is in the number too.
/// </summary>
internal static class Levers
{
    /// <summary>More than this is no advice: events, and fen of net sales.</summary>
    private const long MostEvents = 1_000_000_000, MostFen = 1_000_000_000_000_000;

    /// <summary>So many are counted by default.</summary>
    private const int MostCreators = 4096;

    /// <summary>The levers of an entity in the scorecard's order.</summary>
    /// <param name="card">The scorecard.</param>
    /// <param name="totals">The entity's sums, in the order of the scorecard's inputs.</param>
    /// <param name="creators">Distinct creators who sold it in the month.</param>
    /// <param name="baseline">Its category's row.</param>
    /// <param name="tier">Its tier's number.</param>
    public static IReadOnlyList<Lever> Of(Scorecard card, ReadOnlySpan<long> totals, int creators, int baseline, int tier)
    {
        var options = card.Options;
        var s = new double[card.IndicatorIds.Count];
        var now = card.Evaluate(totals, creators, baseline, s, out _);
        var cut = now.Rated && tier < options.Tiers.Count - 1 ? options.Tiers[tier + 1].Cut : null;
        if (now.Score >= cut) cut = null;
        var penalty = options.PenaltyCap > 0 ? Math.Min(options.PenaltyCap, totals[card.Inputs.IndexOf(new WindowMetric(WindowKind.Month, Metric.PenaltyPoints))]) : 0;
        var raw = options.Indicators.Select((indicator, i) => indicator.Weight * s[i]).Sum() / 100 - penalty;
        var most = now.Severe ? options.SevereCap : double.PositiveInfinity;
        var levers = new Lever[s.Length];
        for (var i = 0; i < levers.Length; i++)
        {
            var indicator = options.Indicators[i];
            var adds = Math.Clamp(raw + indicator.Weight * Math.Min(1, 100 - s[i]) / 100, 0, most) - Math.Clamp(raw, 0, most);
            var counted = Counted(indicator);
            long? needed = cut is { } to && counted is { } operand ? Needed(card, totals, creators, baseline, operand, to) : null;
            var unit = counted is null ? null : indicator.Normaliser == NormaliserKind.Count ? NameOf(indicator.Of) : indicator.Per;
            levers[i] = new Lever(indicator.Id, Normalisers.Round6(adds), unit, needed) { Words = needed is { } n ? Words(n, unit!, indicator.Normaliser) : null };
        }
        return levers;
    }

    /// <summary>The sums after so many more good events.</summary>
    /// <param name="card">The scorecard.</param>
    /// <param name="operand">What is counted.</param>
    /// <param name="count">How many more.</param>
    /// <param name="totals">The sums, changed in place.</param>
    /// <param name="creators">Distinct creators, changed in place.</param>
    internal static void Add(Scorecard card, Operand operand, long count, Span<long> totals, ref int creators)
    {
        if (operand.Kind == OperandKind.Creators) creators += (int)count;
        for (var i = 0; i < totals.Length; i++)
        {
            // Net sales grow, whatever brings them: fewer refunds leave the sums of prices alone, which more sales would not.
            if (operand.Kind is OperandKind.NetSales or OperandKind.ThousandNetSales && card.Inputs[i].Metric == Metric.RefundAmount) totals[i] -= count;
            else if (operand.Kind == OperandKind.Metric && card.Inputs[i].Metric == operand.Metric) totals[i] = totals[i] > long.MaxValue - count ? long.MaxValue : totals[i] + count;
        }
    }

    /// <summary>What good events of an indicator add to; null when it has no such thing.</summary>
    internal static Operand? Counted(IndicatorOptions indicator) => indicator.Normaliser switch
    {
        NormaliserKind.BadRate when Operand.TryParse(indicator.Per, out var per) && per.Kind == OperandKind.Metric && indicator.Per != indicator.Of => per,
        NormaliserKind.Count when Operand.TryParse(indicator.Of, out var of) => of,
        _ => null,
    };

    private static long? Needed(Scorecard card, ReadOnlySpan<long> totals, int creators, int baseline, Operand operand, double cut)
    {
        var limit = operand.Kind switch
        {
            OperandKind.Metric => MostEvents,
            OperandKind.Creators => MostCreators - creators,
            _ => MostFen,
        };
        if (limit < 1) return null;
        var sums = new long[totals.Length];
        var s = new double[card.IndicatorIds.Count];
        long missed = 0, reached = 1;
        while (!Reaches(reached, totals))
        {
            if (reached >= limit) return null;
            (missed, reached) = (reached, Math.Min(limit, reached * 2));
        }
        while (reached - missed > 1)
        {
            var middle = missed + (reached - missed) / 2;
            if (Reaches(middle, totals)) reached = middle;
            else missed = middle;
        }
        return reached;

        bool Reaches(long count, ReadOnlySpan<long> totals)
        {
            totals.CopyTo(sums);
            var distinct = creators;
            Add(card, operand, count, sums, ref distinct);
            return card.Evaluate(sums, distinct, baseline, s, out _).Score >= cut;
        }
    }

    private static string NameOf(string operand) => operand == "1000*net_sales" ? "net_sales" : operand;

    private static string Words(long needed, string unit, NormaliserKind normaliser)
    {
        var things = unit.Replace('_', ' ');
        if (needed == 1 && things.EndsWith('s') && unit != "net_sales") things = things[..^1];
        return unit == "net_sales" ? FormattableString.Invariant($"{needed} fen more of net sales")
            : FormattableString.Invariant($"{needed} {(normaliser == NormaliserKind.BadRate ? "good" : "more")} {things}");
    }
}
