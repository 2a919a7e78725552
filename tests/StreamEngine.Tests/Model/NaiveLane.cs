using StreamEngine.Events;
using StreamEngine.Tests.Events;

namespace StreamEngine.Tests.Model;

/// <summary>One partition: checks, event time, ticks, deduplication, pairs.</summary>
internal sealed class NaiveLane(ModelRules rules, NaiveCalendar calendar)
{
    private readonly ReferenceDecoder _decoder = new((long)rules.Engine.MaximumSkew.TotalMilliseconds);
    private readonly List<(string Id, long EventTimeAfter)> _money = [];
    private readonly NaivePairs _pairs = new(rules);
    private List<NaiveEffect> _forMerge = [];
    private long? _eventTime;

    public NaiveCounts Counts { get; } = new();

    public NaiveHandoffs Handoffs { get; } = new(rules, calendar);

    public NaiveStore Store { get; } = new(rules, calendar);

    /// <summary>Every closed tick with what it hands the merge.</summary>
    public List<(long Tick, List<NaiveEffect> Effects)> Closed { get; } = [];

    public void Take(byte[] record)
    {
        Counts.Events++;
        var e = _decoder.Decode(record, null);
        if (e.Outcome == DecodeOutcome.DeadLetter) Counts.DeadLetter(e.Reason);
        else if (e.Outcome == DecodeOutcome.UnknownType) Counts.UnknownType++;
        else Checked(e, Math.Min(e.Ts, e.Received));
    }

    public void End()
    {
        if (_eventTime is { } eventTime) Close(FirstTickAfter(eventTime));
    }

    private void Checked(PlainEvent e, long time)
    {
        if (e.Type != EventType.Heartbeat && _eventTime is { } before)
        {
            if (calendar.Day(time) <= calendar.Day(before) - rules.Engine.MonthBuckets)
            {
                Counts.TooLate++;
                return;
            }
            if (NaiveEvents.IsMoney(e) && _money.Any(m => m.Id == e.Id && before - m.EventTimeAfter <= rules.Engine.DeduplicationWindow.TotalMilliseconds))
            {
                Counts.Duplicate++;
                return;
            }
        }
        MoveTo(time);
        if (e.Type == EventType.Heartbeat) Counts.Heartbeats++;
        else Apply(e, time, _eventTime!.Value);
    }

    private void MoveTo(long time)
    {
        if (_eventTime is not { } before)
        {
            _eventTime = time;
            return;
        }
        var first = FirstTickAfter(before);
        var last = time / rules.TickMs * rules.TickMs;
        if (first <= last) Close(first);
        if (first < last) Close(last);
        _eventTime = Math.Max(before, time);
    }

    private void Apply(PlainEvent e, long time, long eventTime)
    {
        Counts.Applied++;
        Handoffs.Note(e, time, eventTime, FirstTickAfter(eventTime));
        if (NaiveCalendar.Minute(time) <= NaiveCalendar.Minute(eventTime) - rules.Engine.HourBuckets) Counts.LateMinute++;
        if (NaiveCalendar.Hour(time) <= NaiveCalendar.Hour(eventTime) - rules.Engine.DayBuckets) Counts.LateHour++;
        if (NaiveEvents.IsMoney(e)) _money.Add((e.Id, eventTime));
        var paid = e.Type == EventType.OrderPaid;
        var (repeat, credited) = paid && e.Buyer != "" ? _pairs.Paid(e, time, eventTime) : default;
        (string, long)[] handoff = e.Amount > 0 ? [("handoff_orders", 1), ("handoff_gmv", e.Amount)] : [("handoff_orders", 1)];
        foreach (var (kind, id) in NaiveEvents.Named(e))
        {
            var additions = NaiveEvents.Additions(e, kind, repeat);
            if (kind == "merchant" && credited is not null) additions.AddRange(handoff);
            Hand(new NaiveEffect(kind, id, time, eventTime, additions)
            {
                Creator = paid && e.Creator != "" && (kind is "product" or "merchant" or "leader") ? e.Creator : null,
                Merchant = e.Merchant,
                Product = e.Product,
                Buyer = paid && e.Buyer != "" ? e.Buyer : null,
                Category = e.Category != "" ? e.Category : null,
            });
        }
        if (credited is not null) Hand(new NaiveEffect("creator", credited, time, eventTime, [.. handoff]));
    }

    private void Hand(NaiveEffect effect)
    {
        if (effect.Kind is "product" or "merchant") Store.Apply(effect);
        else _forMerge.Add(effect);
    }

    private void Close(long tick)
    {
        Store.Close(tick);
        Closed.Add((tick, _forMerge));
        _forMerge = [];
    }

    private long FirstTickAfter(long time) => (time / rules.TickMs + 1) * rules.TickMs;
}
