using StreamEngine.Events;

namespace StreamEngine.Pipeline.Files;

/// <summary>What a replay made of its input, over all partitions. Nothing of the wall clock.</summary>
public sealed record ReplaySummary
{
    private readonly IReadOnlyList<LaneCounters> _lanes;

    /// <param name="lanes">The counters of every partition.</param>
    /// <param name="lastTick">The highest tick closed, or null.</param>
    public ReplaySummary(IReadOnlyList<LaneCounters> lanes, long? lastTick)
    {
        _lanes = lanes;
        LastTick = lastTick;
    }

    /// <summary>Records read.</summary>
    public long Events => _lanes.Sum(l => l.Records);

    /// <summary>Events applied, without heartbeats.</summary>
    public long Applied => _lanes.Sum(l => l.Applied);

    /// <summary>Dead letters of all reasons.</summary>
    public long DeadLetters => _lanes.Sum(l => l.DeadLettersTotal);

    /// <summary>The highest tick closed.</summary>
    public long? LastTick { get; }

    /// <summary>Writes <c>summary.json</c>.</summary>
    public void Write(JsonText to)
    {
        to.Object()
            .Name("events").Value(Events)
            .Name("applied").Value(Applied)
            .Name("heartbeats").Value(_lanes.Sum(l => l.Heartbeats))
            .Name("duplicate").Value(_lanes.Sum(l => l.Duplicate))
            .Name("too_late").Value(_lanes.Sum(l => l.TooLate))
            .Name("unknown_type").Value(_lanes.Sum(l => l.UnknownType))
            .Name("dead_letters").Object();
        foreach (var reason in Enum.GetValues<DeadLetterReason>().OrderBy(DeadLetterReasons.Name, StringComparer.Ordinal))
        {
            var count = _lanes.Sum(l => l.DeadLetters(reason));
            if (count > 0) to.Name(DeadLetterReasons.Name(reason)).Value(count);
        }
        to.EndObject()
            .Name("late_minute").Value(_lanes.Sum(l => l.LateMinute))
            .Name("late_hour").Value(_lanes.Sum(l => l.LateHour))
            .Name("last_tick");
        if (LastTick is { } tick) to.Value(tick);
        else to.Null();
        to.EndObject();
    }
}
