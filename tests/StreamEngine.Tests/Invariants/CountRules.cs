namespace StreamEngine.Tests.Invariants;

/// <summary>I7 and I11: every record is counted once, and what was not applied can be found.</summary>
internal static class CountRules
{
    public static IEnumerable<Violation> Check(History history)
    {
        var letters = history.Happenings.OfType<Happening.Buried>().Select(b => b.Letter).ToList();
        foreach (var twice in letters.GroupBy(l => (l.Partition, l.Offset)).Where(g => g.Count() > 1))
            yield return new(Invariant.I02EffectOnce, $"record {twice.Key} is {twice.Count()} dead letters");
        foreach (var letter in letters)
        {
            if (letter.Offset >= history.Input[letter.Partition].Count || Convert.ToBase64String(history.Input[letter.Partition][(int)letter.Offset]) != letter.Base64)
                yield return new(Invariant.I11NothingSilent, $"the dead letter of record {letter.Offset} of partition {letter.Partition} does not have its bytes");
        }
        for (var p = 0; p < history.Counts.Count; p++)
        {
            var counts = history.Counts[p];
            var sum = counts.Applied + counts.Heartbeats + counts.Duplicate + counts.TooLate + counts.UnknownType + counts.Tombstones + counts.DeadLetters;
            if (sum != counts.Records) yield return new(Invariant.I07Conservation, $"partition {p}: {counts.Records} records are counted as {sum}");
            if (history.Outcome is not null && counts.Records != history.Input[p].Count)
                yield return new(Invariant.I01NoLoss, $"partition {p} has {history.Input[p].Count} records and {counts.Records} were read");
            var found = letters.Where(l => l.Partition == p).Select(l => l.Offset).Distinct().Count();
            if (found != counts.DeadLetters) yield return new(Invariant.I11NothingSilent, $"partition {p}: {counts.DeadLetters} dead letters are counted and {found} are there");
        }
    }
}
