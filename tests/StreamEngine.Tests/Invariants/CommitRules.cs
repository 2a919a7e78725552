namespace StreamEngine.Tests.Invariants;

/// <summary>I3, I4 and the first half of I5: commits follow what is durable, and a start goes on from it.</summary>
internal static class CommitRules
{
    public static IEnumerable<Violation> Check(History history)
    {
        var durable = history.Input.Select(_ => 0L).ToArray();
        var checkpoints = new HashSet<string>();
        var committed = new Dictionary<long, IReadOnlyList<long>>();
        var last = 0L;
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Happening.Started start:
                    if (!checkpoints.Contains(Text(start.Offsets)) && (checkpoints.Count > 0 || start.Offsets.Any(offset => offset != 0)))
                        yield return new(Invariant.I05RestoredIsReplayed, $"process {start.Token} goes on from {Text(start.Offsets)}, which no durable checkpoint says");
                    break;
                case Happening.Durable checkpoint:
                    checkpoints.Add(Text(checkpoint.Offsets));
                    for (var p = 0; p < durable.Length; p++) durable[p] = Math.Max(durable[p], checkpoint.Offsets[p]);
                    break;
                case Happening.Committed commit:
                    for (var p = 0; p < durable.Length; p++)
                    {
                        if (commit.Offsets[p] > durable[p])
                            yield return new(Invariant.I03CommittedIsDurable, $"partition {p} is committed up to {commit.Offsets[p]} and durable up to {durable[p]}");
                        if (committed.TryGetValue(commit.Token, out var before) && commit.Offsets[p] < before[p])
                            yield return new(Invariant.I04CommitsGoForward, $"partition {p} was committed up to {before[p]} and then up to {commit.Offsets[p]}");
                    }
                    committed[commit.Token] = commit.Offsets;
                    last = Math.Max(last, commit.Token);
                    break;
            }
        }
        if (history.Outcome is null || !committed.TryGetValue(last, out var end)) yield break;
        for (var p = 0; p < durable.Length; p++)
        {
            if (end[p] != history.Input[p].Count) yield return new(Invariant.I09Liveness, $"partition {p} ends at {history.Input[p].Count} and is committed up to {end[p]}");
        }
    }

    private static string Text(IReadOnlyList<long> offsets) => string.Join(',', offsets);
}
