namespace StreamEngine.Tests.Invariants;

/// <summary>I1, I2, I5, I9 and I14: what is left in the end, against a run that nobody disturbed.</summary>
internal static class ResultRules
{
    public static IEnumerable<Violation> Check(History history)
    {
        if (history.Outcome is not { } outcome)
        {
            yield return new(Invariant.I09Liveness, "the last life did not get to the end of the input");
            yield break;
        }
        if (history.Expected is not { } expected) yield break;
        foreach (var (key, row) in expected.Rows)
        {
            if (!outcome.Rows.TryGetValue(key, out var found)) yield return new(Invariant.I01NoLoss, $"row {key} is missing");
            else if (found != row) yield return new(Invariant.I02EffectOnce, $"row {key} is {found} and not {row}");
        }
        foreach (var key in outcome.Rows.Keys.Where(key => !expected.Rows.ContainsKey(key))) yield return new(Invariant.I02EffectOnce, $"row {key} is one too many");
        if (outcome.Scores != expected.Scores) yield return new(Invariant.I05RestoredIsReplayed, $"scores are\n{outcome.Scores}\nand not\n{expected.Scores}");
        foreach (var twice in outcome.Announcements.GroupBy(a => a).Where(g => g.Count() > 1)) yield return new(Invariant.I02EffectOnce, $"{twice.Key} is announced {twice.Count()} times");
        if (FirstDifference(outcome.Announcements, expected.Announcements) is { } other)
            yield return new(Invariant.I14Determinism, $"announcement {other} is {Line(outcome.Announcements, other)} and not {Line(expected.Announcements, other)}");
        if (FirstDifference(outcome.Changes, expected.Changes) is { } at)
            yield return new(Invariant.I14Determinism, $"tier change {at} is {Line(outcome.Changes, at)} and not {Line(expected.Changes, at)}");
    }

    private static int? FirstDifference(IReadOnlyList<string> found, IReadOnlyList<string> expected)
    {
        for (var at = 0; at < Math.Max(found.Count, expected.Count); at++)
        {
            if (Line(found, at) != Line(expected, at)) return at;
        }
        return null;
    }

    private static string Line(IReadOnlyList<string> lines, int at) => at < lines.Count ? lines[at] : "none";
}
