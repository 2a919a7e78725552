using System.Globalization;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo;

/// <summary>Says in a line of plain words what a tier change is and why it happened.</summary>
internal static class TierChangeWords
{
    // Less than this is not worth naming: it is lost in the rounding of what is shown.
    private const double WorthNaming = 0.05;

    /// <summary>The words, such as <c>rose to L5: score 68.4 (+7.2), most by selling creators (+2.1)</c>.</summary>
    /// <param name="change">The change.</param>
    /// <param name="card">The scorecard of its kind.</param>
    public static string Of(TierChange change, ScorecardOptions card) => Why(change, card) + Benefits(change);

    /// <summary>Whether the entity is in a higher tier than before.</summary>
    public static bool Rose(TierChange change, ScorecardOptions card) => Rank(card, change.To) > Rank(card, change.From);

    private static string Why(TierChange change, ScorecardOptions card) => change.Reason switch
    {
        "unrated" => Text($"no longer rated: fewer than {card.MinimumPaidOrders} paid orders are left in the month"),
        "first_rating" => Text($"{(change.PreviousScore is null ? "first rating" : "rated again")}: {change.To} with a score of {change.Score:0.0}"),
        "violation" => Text($"fell to {change.To}: a severe violation holds the score at {change.Score:0.0}"),
        "scorecard" => Text($"moved to {change.To}: the scorecard changed, the score is {change.Score:0.0}"),
        "score" => $"{(Rose(change, card) ? "rose" : "fell")} to {change.To}: {Score(change)}{Mover(change, card)}",
        _ when change.Reason.StartsWith("gate:", StringComparison.Ordinal) => Text($"fell to {change.To} at a score of {change.Score:0.0}: {Gate(change.Reason[5..], card.Gates)}"),
        _ => Text($"moved to {change.To}: {change.Reason}, score {change.Score:0.0}"),
    };

    private static string Score(TierChange change) =>
        Text($"score {change.Score:0.0}") + (change.PreviousScore is { } before ? Text($" ({Signed(change.Score - before)})") : "");

    /// <summary>The indicator, or the penalty, that moved the score most in the direction in which it went.</summary>
    private static string Mover(TierChange change, ScorecardOptions card)
    {
        if (change.PreviousScore is not { } previous) return "";
        var moved = change.Score - previous;
        var best = (Name: "", Points: 0.0);
        var explained = 0.0;
        foreach (var indicator in change.Indicators)
        {
            if (indicator.Before is not { } before || card.Indicators.FirstOrDefault(i => i.Id == indicator.Id) is not { } known) continue;
            var points = known.Weight * (indicator.After - before) / 100;
            explained += points;
            if (points * Math.Sign(moved) > best.Points * Math.Sign(moved)) best = (indicator.Id.Replace('_', ' '), points);
        }
        var penalty = moved - explained;
        if (card.PenaltyCap > 0 && penalty * Math.Sign(moved) > best.Points * Math.Sign(moved)) best = ("penalty points", penalty);
        return Math.Abs(best.Points) < WorthNaming ? "" : Text($", most by {best.Name} ({Signed(best.Points)})");
    }

    private static string Gate(string gate, TopTierGates? gates) => gate switch
    {
        "paid_orders" => Text($"fewer than {gates?.PaidOrders} paid orders in the month"),
        "distributed_orders" => Text($"fewer than {gates?.DistributedOrders} orders through creators in the month"),
        "creators" => Text($"fewer than {gates?.Creators} creators sold it in the month"),
        "quality_refund_rate" => "too many refunds for quality",
        "bad_review_rate" => "too many bad reviews",
        "severe_violation" => "a severe violation",
        _ => gate.Replace('_', ' '),
    };

    private static string Benefits(TierChange change)
    {
        if (change.Benefits is not { } benefits) return "";
        if (!benefits.Granted) return Text($"; benefits end, traffic ×{benefits.TrafficMultiplier:0.00}");
        IEnumerable<string> granted =
        [
            Text($"traffic ×{benefits.TrafficMultiplier:0.00}"),
            .. benefits.Tag ? ["tag"] : Array.Empty<string>(),
            .. benefits.Subsidy ? ["subsidy"] : Array.Empty<string>(),
            .. benefits.PriorityMatching ? ["priority matching"] : Array.Empty<string>(),
        ];
        return "; gets " + string.Join(", ", granted);
    }

    private static int Rank(ScorecardOptions card, string tier)
    {
        for (var i = 0; i < card.Tiers.Count; i++)
            if (card.Tiers[i].Name == tier) return i;
        return -1;
    }

    private static string Signed(double points) => points.ToString("+0.0;\u22120.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
