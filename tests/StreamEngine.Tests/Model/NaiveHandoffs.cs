using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using StreamEngine.Events;
using StreamEngine.Tests.Events;

namespace StreamEngine.Tests.Model;

/// <summary>川流 of one partition, from the list of all its applied events: handoffs, audiences, and what their effect is worked out from.</summary>
internal sealed class NaiveHandoffs(ModelRules rules, NaiveCalendar calendar)
{
    private readonly List<(PlainEvent E, long Time, long EventTime, long Tick)> _log = [];
    private readonly long _window = (long)rules.Engine.HandoffWindow.TotalMilliseconds;

    public void Note(PlainEvent e, long time, long eventTime, long tick) => _log.Add((e, time, eventTime, tick));

    public IEnumerable<JsonObject> Handoffs()
    {
        for (var i = 0; i < _log.Count; i++)
        {
            var (e, time, eventTime, tick) = _log[i];
            if (!IsOrder(e, "self") || Edge(i, e.Merchant, e.Buyer) is not { } edge || edge.Time > time || eventTime > edge.Time + _window) continue;
            yield return new JsonObject
            {
                ["merchant"] = e.Merchant,
                ["buyer"] = Outside(e.Buyer),
                ["order"] = e.Order,
                ["version"] = tick,
                ["creator"] = edge.E.Creator,
                ["edge_time"] = edge.Time,
                ["order_time"] = time,
                ["amount"] = e.Amount,
                ["held_out"] = IsHeldOut(e.Merchant, e.Buyer),
            };
        }
    }

    public IEnumerable<(JsonObject Row, List<JsonObject> Messages)> Audiences()
    {
        var opened = new HashSet<(string, string, long)>();
        for (var i = 0; i < _log.Count; i++)
        {
            var (e, time, eventTime, tick) = _log[i];
            if (e.Type != EventType.LiveStarted || e.Creator != "" || !opened.Add((e.Merchant, e.Room, tick))) continue;
            var open = _log.Take(i).Where(o => IsOrder(o.E, "distribution") && o.E.Merchant == e.Merchant).Select(o => o.E.Buyer).Distinct()
                .Where(buyer => !IsHeldOut(e.Merchant, buyer))
                .Select(buyer => (Buyer: buyer, Edge: Edge(i, e.Merchant, buyer)!.Value))
                .Where(o => eventTime <= o.Edge.Time + _window)
                .OrderByDescending(o => o.Edge.Time).ThenBy(o => o.Buyer, ByteOrder.Instance).ToList();
            var audience = open.Take(rules.Engine.Handoffs.AudienceLimit).ToList();
            var row = new JsonObject
            {
                ["merchant"] = e.Merchant,
                ["room"] = e.Room,
                ["tick"] = tick,
                ["version"] = tick,
                ["opened"] = time,
                ["buyers"] = audience.Count,
                ["limited"] = open.Count > audience.Count,
            };
            var parts = audience.Chunk(1000).ToList();
            yield return (row, [.. parts.Select((part, p) => new JsonObject
            {
                ["id"] = FormattableString.Invariant($"{e.Merchant}:{e.Room}:0:{tick}:{p + 1}"),
                ["merchant"] = e.Merchant,
                ["room"] = e.Room,
                ["epoch"] = 0,
                ["tick"] = tick,
                ["part"] = p + 1,
                ["parts"] = parts.Count,
                ["edges"] = new JsonArray([.. part.Select(o => new JsonObject
                {
                    ["buyer"] = Outside(o.Buyer),
                    ["creator"] = o.Edge.E.Creator,
                    ["age_ms"] = tick - o.Edge.Time,
                })]),
            })]);
        }
    }

    public IEnumerable<JsonObject> Days()
    {
        var pairs = _log.Select((o, i) => (o.E, o.Time, o.Tick, Index: i)).Where(o => IsOrder(o.E, null)).GroupBy(o => (o.E.Merchant, o.E.Buyer)).Select(orders =>
        {
            var first = orders.FirstOrDefault(o => IsOrder(o.E, "distribution"));
            if (first.E is null) return default;
            var own = orders.Where(o => o.Index > first.Index && IsOrder(o.E, "self") && o.Time >= first.Time && o.Time <= first.Time + _window).ToList();
            var version = own.Select(o => o.Tick).Append(first.Tick).Max();
            return (orders.Key.Merchant, Day: calendar.Day(first.Time), HeldOut: IsHeldOut(orders.Key.Merchant, orders.Key.Buyer), Gmv: own.Sum(o => o.E.Amount), Version: version);
        });
        return pairs.Where(p => p.Merchant is not null).GroupBy(p => (p.Day, p.Merchant, p.HeldOut)).Select(cell => new JsonObject
        {
            ["day"] = NaiveCalendar.Name(cell.Key.Day),
            ["merchant"] = cell.Key.Merchant,
            ["held_out"] = cell.Key.HeldOut,
            ["version"] = cell.Max(p => p.Version),
            ["pairs"] = cell.Count(),
            ["self_gmv"] = cell.Sum(p => p.Gmv),
            ["self_gmv_squares"] = (double)cell.Sum(p => (decimal)p.Gmv * p.Gmv),
        });
    }

    /// <summary>Of the distribution orders of a pair before an index, the one with the newest time, the later one of two.</summary>
    private (PlainEvent E, long Time)? Edge(int before, string merchant, string buyer)
    {
        var orders = _log.Take(before).Where(o => IsOrder(o.E, "distribution") && o.E.Merchant == merchant && o.E.Buyer == buyer).ToList();
        if (orders.Count == 0) return null;
        var newest = orders.Last(o => o.Time == orders.Max(x => x.Time));
        return (newest.E, newest.Time);
    }

    private static bool IsOrder(PlainEvent e, string? channel) =>
        e.Type == EventType.OrderPaid && e.Buyer != "" && (channel is null || NaiveEvents.Channel(e) == channel);

    private string Outside(string buyer) =>
        rules.Engine.Handoffs.ExposeBuyers ? buyer : Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(buyer)));

    private bool IsHeldOut(string merchant, string buyer) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(merchant + "\u001f" + buyer)) % (ulong)rules.Engine.HoldOutOneIn == 0;
}
