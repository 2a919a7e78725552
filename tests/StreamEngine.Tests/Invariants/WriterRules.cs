namespace StreamEngine.Tests.Invariants;

/// <summary>I10, I12 and I13: event time within a life, and who may do anything at all.</summary>
internal static class WriterRules
{
    public static IEnumerable<Violation> Check(History history)
    {
        var highest = 0L;
        var refused = new HashSet<long>();
        var times = new Dictionary<(long, int), long>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Happening.Started:
                    highest = Math.Max(highest, happening.Token);
                    break;
                case Happening.Refused:
                    refused.Add(happening.Token);
                    continue;
                case Happening.EventTime seen:
                    if (times.TryGetValue((seen.Token, seen.Partition), out var before) && seen.Time < before)
                        yield return new(Invariant.I10EventTime, $"event time of partition {seen.Partition} goes back from {before} to {seen.Time}");
                    if (history.LatestTimes is { } latest && seen.Time > latest[seen.Partition])
                        yield return new(Invariant.I10EventTime, $"event time of partition {seen.Partition} is {seen.Time}, and no record is later than {latest[seen.Partition]}");
                    times[(seen.Token, seen.Partition)] = seen.Time;
                    break;
                case Happening.Durable or Happening.Published or Happening.Buried when happening.Token < highest:
                    yield return new(Invariant.I13OneWriter, $"process {happening.Token} is fenced by {highest} and does {happening.GetType().Name}");
                    break;
            }
            if (refused.Contains(happening.Token)) yield return new(Invariant.I12FailClosed, $"process {happening.Token} was refused and does {happening.GetType().Name}");
        }
    }
}
