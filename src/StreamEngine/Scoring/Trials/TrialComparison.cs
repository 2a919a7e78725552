using StreamEngine.Entities;

namespace StreamEngine.Scoring.Trials;

/// <summary>Compares two runs of the same traffic under two scorecards. Pure: equal runs give equal comparisons, in the same order.</summary>
public static class TrialComparison
{
    /// <summary>Indicators named per mover.</summary>
    public const int IndicatorsShown = 3;

    /// <summary>The comparison of one kind.</summary>
    /// <param name="before">The card of the first run.</param>
    /// <param name="after">The card of the second run; of the same kind.</param>
    /// <param name="first">The run under the present scorecard.</param>
    /// <param name="second">The run of the same traffic under the other one.</param>
    /// <param name="movers">How many movers are named at most.</param>
    public static KindTrial Of(Scorecard before, Scorecard after, TrialRun first, TrialRun second, int movers)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (before.Kind != after.Kind) throw new ArgumentException("the scorecards are of two kinds", nameof(after));
        var others = second.Scores.Where(s => s.Kind == after.Kind).ToDictionary(s => s.Id);
        // Which entities there are is a matter of the traffic, so every one has its counterpart.
        var pairs = first.Scores.Where(s => s.Kind == before.Kind).Select(s => (Before: s, After: others[s.Id])).ToList();
        var matrix = before.TierNames.Select(_ => new int[after.TierNames.Count]).ToArray();
        foreach (var pair in pairs) matrix[Index(before, pair.Before.Tier)][Index(after, pair.After.Tier)]++;
        return new KindTrial
        {
            Kind = EntityKinds.Name(before.Kind),
            Entities = pairs.Count,
            OtherTier = pairs.Count(p => p.Before.Tier != p.After.Tier),
            Before = [.. before.TierNames.Select((tier, row) => new TierShare(tier, matrix[row].Sum()))],
            After = [.. after.TierNames.Select((tier, column) => new TierShare(tier, matrix.Sum(row => row[column])))],
            Matrix = matrix,
            Movers = Movers(pairs, movers),
            Hours = Hours(first.Changes.Hours(before.Kind), second.Changes.Hours(after.Kind)),
            RestlessBefore = Restless(first, before.Kind),
            RestlessAfter = Restless(second, after.Kind),
        };
    }

    private static List<Mover> Movers(List<(FinalScore Before, FinalScore After)> pairs, int movers)
    {
        var moved = pairs.Where(p => p.Before.Score != p.After.Score).ToList();
        moved.Sort(static (a, b) =>
        {
            var byMove = Moved(b).CompareTo(Moved(a));
            return byMove != 0 ? byMove : Utf8Order.Compare(a.Before.Id, b.Before.Id);
        });
        return [.. moved.Take(movers).Select(p => new Mover(
            p.Before.Id, p.Before.Score, p.After.Score, Normalisers.Round6(p.After.Score - p.Before.Score), p.Before.Tier, p.After.Tier, Indicators(p.Before, p.After)))];
    }

    private static double Moved((FinalScore Before, FinalScore After) pair) => Math.Abs(Normalisers.Round6(pair.After.Score - pair.Before.Score));

    private static List<IndicatorMove> Indicators(FinalScore before, FinalScore after)
    {
        var (old, now) = (Points(before), Points(after));
        return
        [
            .. before.Card.IndicatorIds.Union(after.Card.IndicatorIds)
                .Select(id => (Id: id, Before: old.GetValueOrDefault(id), After: now.GetValueOrDefault(id)))
                .Select(i => new IndicatorMove(i.Id, i.Before, i.After, Normalisers.Round6(i.After - i.Before)))
                .Where(i => i.Moved != 0)
                .OrderByDescending(i => Math.Abs(i.Moved)) // stable: ties stay in the scorecard's order
                .Take(IndicatorsShown),
        ];
    }

    private static Dictionary<string, double> Points(FinalScore score) => score.Card.Options.Indicators
        .Select((indicator, i) => (indicator.Id, Points: Normalisers.Round6(indicator.Weight * score.Indicators[i] / 100)))
        .ToDictionary(i => i.Id, i => i.Points);

    private static List<HourOfChanges> Hours(IReadOnlyDictionary<long, int> before, IReadOnlyDictionary<long, int> after) =>
        [.. before.Keys.Union(after.Keys).Order().Select(hour => new HourOfChanges(hour, before.GetValueOrDefault(hour), after.GetValueOrDefault(hour)))];

    private static Restlessness Restless(TrialRun run, EntityKind kind)
    {
        var changes = run.Changes.Hours(kind).Values.Sum();
        var hours = ((run.LastTick - run.FirstTick) ?? 0) / (double)TierChangeTally.HourMs;
        return new Restlessness(changes, hours > 0 ? Normalisers.Round6(changes / hours) : 0, run.Changes.Returns(kind));
    }

    private static int Index(Scorecard card, string tier)
    {
        for (var i = 0; i < card.TierNames.Count; i++) if (card.TierNames[i] == tier) return i;
        throw new ArgumentException($"{tier} is no tier of the scorecard", nameof(tier));
    }
}
