using System.Text;
using System.Text.Json.Nodes;
using StreamEngine.Events;
using StreamEngine.Tests.Events;

namespace StreamEngine.Tests.Model;

/// <summary>One partition: checks, event time, ticks, deduplication, pairs.</summary>
internal sealed class NaiveLane(ModelRules rules, NaiveCalendar calendar)
{
    private readonly ReferenceDecoder _decoder = new((long)rules.Engine.MaximumSkew.TotalMilliseconds);
    private readonly List<(string Id, long EventTimeAfter)> _money = [];
    private readonly NaivePairs _pairs = new(rules);
    private readonly NaiveDecisions _decisions = new(rules, calendar);
    private List<NaiveEffect> _forMerge = [];
    private long? _eventTime;

    public NaiveCounts Counts { get; } = new();

    public NaiveHandoffs Handoffs { get; } = new(rules, calendar);

    public NaiveStore Store { get; } = new(rules, calendar);

    /// <summary>Every closed tick with what it hands the merge.</summary>
    public List<(long Tick, List<NaiveEffect> Effects)> Closed { get; } = [];

    /// <summary>Rows of the decisions.</summary>
    public List<JsonObject> Decisions { get; } = [];

    /// <summary>Products that could have official subsidy, by tick.</summary>
    public List<(long Tick, List<(string Id, double Score)> Products)> Candidates { get; } = [];

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
        PlainEvent? original = null;
        if (e.Action is DecisionAction.Reverse or DecisionAction.Reinstate && (original = Original(e, time)) is null)
        {
            Counts.DeadLetter(DeadLetterReason.Event);
            return;
        }
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
        if (e.Type == EventType.Decision && !_decisions.Takes(e, original, _eventTime))
        {
            Counts.Duplicate++;
            return;
        }
        MoveTo(time);
        if (e.Type == EventType.Heartbeat) Counts.Heartbeats++;
        else Apply(e, time, _eventTime!.Value);
        if (e.Type == EventType.Decision) Decide(e, original, _eventTime!.Value);
    }

    private PlainEvent? Original(PlainEvent decision, long time)
    {
        var original = _decoder.Decode(Encoding.UTF8.GetBytes(decision.Event), null);
        return original.Outcome == DecodeOutcome.Event && original.Type is not (EventType.Heartbeat or EventType.Decision)
            && original.Merchant == decision.Merchant && Math.Min(original.Ts, original.Received) <= time ? original : null;
    }

    private void Decide(PlainEvent decision, PlainEvent? original, long eventTime)
    {
        _decisions.Note(decision, original, eventTime);
        Decisions.Add(Row(decision, original, FirstTickAfter(eventTime)));
        if (original is null)
        {
            var kind = decision.Party.ToString().ToLowerInvariant();
            Store.Freeze(kind, NaiveEvents.Named(decision).Single(n => n.Kind == kind).Id, decision.Action == DecisionAction.FreezeTier);
            return;
        }
        var time = Math.Min(original.Ts, original.Received);
        if (calendar.Day(time) <= calendar.Day(eventTime) - rules.Engine.MonthBuckets) return;
        var sign = decision.Action == DecisionAction.Reverse ? -1 : 1;
        var isBuyersOrder = original.Type == EventType.OrderPaid && original.Buyer != "";
        var credited = isBuyersOrder ? decision.HandoffCreator : "";
        (string, long)[] handoff = original.Amount > 0 ? [("handoff_orders", 1), ("handoff_gmv", original.Amount)] : [("handoff_orders", 1)];
        void Add(string kind, string id, IEnumerable<(string Metric, long Amount)> additions) =>
            Hand(new NaiveEffect(kind, id, time, eventTime, [.. additions.Select(a => (a.Metric, sign * a.Amount))])
            {
                Sold = kind == "creator" && id == original.Creator && original.Type == EventType.OrderPaid && original.Category != "" ? (original.Category, sign * original.Amount) : null,
            });
        foreach (var (kind, id) in NaiveEvents.Named(original))
        {
            var additions = NaiveEvents.Additions(original, kind, isBuyersOrder && decision.Repeat);
            Add(kind, id, kind == "merchant" && credited != "" ? [.. additions, .. handoff] : additions);
        }
        if (credited != "") Add("creator", credited, handoff);
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
                Sold = kind == "creator" && paid && e.Category != "" ? (e.Category, e.Amount) : null,
            });
        }
        if (credited is not null) Hand(new NaiveEffect("creator", credited, time, eventTime, [.. handoff]));
    }

    private static JsonObject Row(PlainEvent decision, PlainEvent? original, long tick)
    {
        static string Snake(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
        static string Of(PlainEvent? e, string kind) => e is null ? "" : NaiveEvents.Named(e).FirstOrDefault(n => n.Kind == kind).Id ?? "";
        var kind = original is null ? Snake(decision.Party.ToString()) : "";
        return new JsonObject
        {
            ["id"] = decision.Id,
            ["version"] = tick,
            ["ts"] = Math.Min(decision.Ts, decision.Received),
            ["tick"] = tick,
            ["merchant"] = decision.Merchant,
            ["action"] = Snake(decision.Action.ToString()),
            ["kind"] = kind,
            ["entity"] = original is null ? Of(decision, kind) : "",
            ["by"] = decision.By,
            ["why"] = decision.Why,
            ["event_id"] = original?.Id ?? "",
            ["event_type"] = original is null ? "" : Snake(original.Type.ToString()),
            ["event_time"] = original is null ? 0 : Math.Min(original.Ts, original.Received),
            ["product"] = Of(original, "product"),
            ["creator"] = original?.Creator ?? "",
            ["repeat"] = original is not null && decision.Repeat,
            ["handoff_creator"] = original is null ? "" : decision.HandoffCreator,
        };
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
        if (rules.Engine.Campaigns.Count > 0) Candidates.Add((tick, Store.Candidates(tick)));
        _forMerge = [];
    }

    private long FirstTickAfter(long time) => (time / rules.TickMs + 1) * rules.TickMs;
}
