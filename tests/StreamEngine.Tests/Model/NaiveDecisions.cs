using StreamEngine.Events;
using StreamEngine.Tests.Events;

namespace StreamEngine.Tests.Model;

/// <summary>Which decisions a partition has applied, and which events are reversed.</summary>
internal sealed class NaiveDecisions(ModelRules rules, NaiveCalendar calendar)
{
    private readonly List<(string Id, long EventTimeAfter)> _ids = [];
    private readonly Dictionary<string, long> _reversed = [];

    /// <summary>Whether a decision changes something, or says again what was decided.</summary>
    public bool Takes(PlainEvent decision, PlainEvent? original, long? eventTime)
    {
        if (eventTime is not { } now) return decision.Action != DecisionAction.Reinstate;
        if (_ids.Any(d => d.Id == decision.Id && now - d.EventTimeAfter <= rules.Engine.MonthBuckets * 86_400_000L)) return false;
        if (original is null) return true;
        var isReversed = _reversed.TryGetValue(original.Id, out var day) && day > calendar.Day(now) - rules.Engine.MonthBuckets;
        return isReversed == (decision.Action == DecisionAction.Reinstate);
    }

    public void Note(PlainEvent decision, PlainEvent? original, long eventTime)
    {
        _ids.Add((decision.Id, eventTime));
        if (original is null) return;
        var day = calendar.Day(Math.Min(original.Ts, original.Received));
        if (decision.Action == DecisionAction.Reinstate) _reversed.Remove(original.Id);
        else if (day > calendar.Day(eventTime) - rules.Engine.MonthBuckets) _reversed[original.Id] = day;
    }
}
