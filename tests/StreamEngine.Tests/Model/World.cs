using System.Text;
using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>
/// A small random world: a few of everyone, so that they meet often; time that mostly creeps, and jumps to and around every edge that the contract names.
/// The same seed gives the same world.
/// </summary>
internal sealed class World
{
    private const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;

    private readonly Random _random;
    private readonly ModelRules _rules;
    private readonly List<(string Line, long Time)> _written = [];
    private int _partition, _partitions, _next;
    private long _now;
    private (string Product, string? Creator) _favourite;

    private World(int seed, ModelRules rules)
    {
        _random = new Random(seed);
        _rules = rules;
    }

    /// <summary>The lines of every partition.</summary>
    public static List<List<byte[]>> Partitions(int seed, ModelRules rules, long start) => new World(seed, rules).Write(start);

    private List<List<byte[]>> Write(long start)
    {
        var partitions = new List<List<byte[]>>();
        _partitions = _random.Next(1, 4);
        var length = _random.Next(40, 300);
        for (_partition = 0; _partition < _partitions; _partition++)
        {
            var lines = new List<byte[]>();
            _written.Clear();
            _now = start + _random.Next(-2000, 2000) * (_random.Next(3) == 0 ? 1000L : 1);
            var count = _random.Next(12) == 0 ? 0 : length;
            while (lines.Count < count) lines.Add(Encoding.UTF8.GetBytes(Line()));
            partitions.Add(lines);
        }
        return partitions;
    }

    private string Line()
    {
        if (_random.Next(25) == 0) _favourite = (Pick("p1", "p2", "a/b%"), _random.Next(3) == 0 ? null : Creator());
        if (_written.Count > 0 && Chance(20)) return _written[^_random.Next(1, Math.Min(_written.Count, 40) + 1)].Line;
        if (Chance(40)) return Pick("{\"type\":\"order_packed\"}", "{\"type\":7}", "[]", "null", "{\"type\":\"click\",\"id\":\"\"}", "{", "{\"type\":\"cart\",\"id\":1,\"ts\":1}");
        Step();
        var time = Chance(6) ? Earlier() : _now;
        var e = _written.Count > 0 && Chance(12) ? Decision(time) : Event(time);
        var line = e.ToJsonString();
        _written.Add((line, time));
        return line;
    }

    /// <summary>Moves time on: mostly a little, often to an edge or a millisecond beside it, sometimes far.</summary>
    private void Step()
    {
        if (_rules.Engine.Campaigns.Count > 0 && Chance(12) && Edge() is { } edge)
        {
            _now = edge + _random.Next(-2, 3);
            return;
        }
        _now += _random.Next(40) switch
        {
            < 10 => 0,
            < 22 => _random.Next(1, 1500),
            < 26 => _random.Next(1, 90_000),
            < 27 => Hour + _random.Next(0, 3) * 37 * Minute,
            < 28 when Chance(3) => Day * _random.Next(1, 4),
            < 29 when Chance(8) => Day * _random.Next(10, 40),
            < 30 => To(_rules.HoldMs, _now),
            < 33 => To(_rules.TickMs, _now) + _random.Next(-1, 2),
            < 35 => To(Minute, _now) + _random.Next(-1, 2),
            < 37 => To(Hour, _now) * (Chance(2) ? 0 : 1) + _random.Next(0, 2),
            // Midnight of Shanghai, and of the zones behind UTC by whole hours.
            < 38 => To(Day, _now + Pick(8, -4, -5) * Hour) * (Chance(4) ? 1 : 0) + _random.Next(0, 2),
            _ => FromAnEarlierEvent(),
        };
    }

    /// <summary>Exactly a window after something that happened, or a millisecond beside it.</summary>
    private long FromAnEarlierEvent()
    {
        if (_written.Count == 0 || !Chance(4)) return 1;
        var to = _written[_random.Next(_written.Count)].Time + Pick(Day, 15 * Day, 30 * Day, Minute, Hour) + _random.Next(-1, 2);
        return to > _now && to < _now + 31 * Day ? to - _now : 1;
    }

    /// <summary>An edge of a campaign that lies ahead, not too far.</summary>
    private long? Edge()
    {
        var ahead = _rules.Engine.Campaigns.SelectMany(c => new[] { c.Start, c.End }).OfType<DateTimeOffset>().Select(e => e.ToUnixTimeMilliseconds())
            .Where(e => e > _now + 2 && e < _now + 3 * Day).ToList();
        return ahead.Count == 0 ? null : ahead[_random.Next(ahead.Count)];
    }

    private long Earlier() => _rules.Engine.Campaigns.Count > 0 && Chance(3) ? JustBeforeAnEdge() : EarlierAnywhere();

    private long JustBeforeAnEdge()
    {
        var behind = _rules.Engine.Campaigns.SelectMany(c => new[] { c.Start, c.End }).OfType<DateTimeOffset>().Select(e => e.ToUnixTimeMilliseconds()).Where(e => e <= _now).ToList();
        return Math.Min(_now, behind.Count == 0 ? _now : behind[_random.Next(behind.Count)] + _random.Next(-2, 3));
    }

    private long EarlierAnywhere() => Math.Max(_now - _random.Next(12) switch
    {
        < 3 => _random.Next(1, 5000),
        < 5 => _random.Next(1, 2 * 3600) * 1000L,
        5 => _rules.Engine.HourBuckets * Minute + _random.Next(-1, 2) * Minute,
        6 => (_now % Minute) + (_rules.Engine.HourBuckets - 1) * Minute + _random.Next(0, 2),
        7 => (_now % Hour) + (_rules.Engine.DayBuckets - 1) * Hour + _random.Next(0, 2),
        8 => _random.Next(1, 40) * Day,
        9 => (_now + 8 * Hour) % Day + (_rules.Engine.MonthBuckets - 1) * Day + _random.Next(0, 2),
        10 => _random.Next(1, 30) * Hour,
        _ => _random.Next(1, 31) * Day + _random.Next(0, 3) * Hour,
    }, 946_684_800_000);

    private JsonObject Event(long time)
    {
        var e = new JsonObject { ["type"] = "heartbeat", ["ts"] = time };
        if (Chance(15)) e["ts"] = time + Pick(1, 1000, 300_000, 300_001, 60_000);
        if (Chance(3) || (long)e["ts"]! != time) e["received"] = time;
        else if (Chance(4)) e["received"] = time + _random.Next(0, 100_000);
        if (Chance(25)) return e;

        var type = Type();
        e["type"] = type;
        e["id"] = Chance(50) ? "again" : $"{_partition}-{_next++}";
        e["merchant"] = $"m{_partition + _partitions * _random.Next(2)}";
        var ofFavourite = _random.Next(3) > 0;
        if (NeedsProduct(type) || Chance(2)) e["product"] = ofFavourite ? _favourite.Product ?? "p1" : Pick("p1", "p2", "商品");
        if ((ofFavourite ? _favourite.Creator : Chance(2) ? Creator() : null) is { } creator) e["creator"] = creator;
        if (Chance(4)) e["leader"] = Pick("l1", "l2");
        if (_random.Next(4) > 0) e["buyer"] = "b" + _random.Next(7);
        if (NeedsOrder(type)) e["order"] = "o" + _random.Next(9);
        if (type is "live_started" or "live_ended") e["room"] = "r1";
        if (_random.Next(3) > 0) e["scene"] = Pick("live", "live", "video", "search", "mall", "store", "cave");
        if (Chance(3)) e["category"] = Pick("美妆", "food");
        if (Chance(5)) e["brand"] = Pick("A", "B😀");
        Own(e, type);
        return e;
    }

    /// <summary>A decision, mostly about an event that was written, which then is mostly one of the same merchant; now and then one made before.</summary>
    private JsonObject Decision(long time)
    {
        var about = JsonNode.Parse(_written[^_random.Next(1, Math.Min(_written.Count, 60) + 1)].Line)!.AsObject();
        // As one that decides for the opposite: the event of an earlier decision.
        if (about["event"] is JsonObject again && Chance(2)) about = again.DeepClone().AsObject();
        var e = new JsonObject
        {
            ["type"] = "decision",
            ["id"] = Chance(12) ? "decided" : $"d{_partition}-{_next++}",
            ["ts"] = time,
            ["merchant"] = about["merchant"] is { } merchant && !Chance(30) ? merchant.DeepClone() : $"m{_partition + _partitions * _random.Next(2)}",
            ["action"] = Chance(40) ? Pick("void", "freeze") : Pick("reverse", "reverse", "reverse", "reinstate", "reinstate", "freeze_tier", "release_tier"),
            ["by"] = "李",
            ["why"] = Pick("刷单", ""),
        };
        if ((string)e["action"]! is "freeze_tier" or "release_tier")
        {
            e["kind"] = Chance(30) ? "creator" : Pick("product", "merchant");
            if (!Chance(30)) e["product"] = OfFavourite();
        }
        else if (!Chance(40))
        {
            e["event"] = about;
            if (Chance(2)) e["repeat"] = Chance(2);
            if (Chance(8)) e["handoff_creator"] = Creator();
        }
        return e;

        string OfFavourite() => Chance(3) ? Pick("p1", "p2") : _favourite.Product ?? "p1";
    }

    private string Type()
    {
        if (_random.Next(5) < 3) return Pick("order_paid", "order_paid", "order_paid", "order_paid", "review", "refund", "order_shipped", "click", "impression");
        return Pick("impression", "click", "cart", "order_created", "order_paid", "order_shipped", "refund", "review", "complaint", "dispute_closed", "follow",
            "watch", "report", "violation", "live_started", "live_ended");
    }

    private void Own(JsonObject e, string type)
    {
        switch (type)
        {
            case "impression" or "click" or "cart" when Chance(2): e["count"] = _random.Next(1, 3000); break;
            case "order_created": e["amount"] = _random.Next(0, 100_000); break;
            case "order_paid": Paid(e); break;
            case "order_shipped" when Chance(2): e["promised_by"] = (long)e["ts"]! + Pick(-1, 0, 1); break;
            case "refund":
                e["amount"] = Chance(4) ? 0 : _random.Next(0, _rules.Engine.Campaigns.Count > 0 ? 900_000 : 60_000);
                if (Chance(2)) e["reason"] = Pick("quality", "not_as_described", "late", "moon");
                break;
            case "review": e["stars"] = Chance(3) ? _random.Next(1, 6) : 5; break;
            case "complaint" or "follow" when Chance(2): e["target"] = Pick("merchant", "creator"); break;
            case "dispute_closed": e["liable"] = Pick("merchant", "creator", "buyer", "none"); break;
            case "watch": (e["watch_ms"], e["count"]) = (_random.Next(2) * 5000, _random.Next(1, 200)); break;
            case "violation":
                (e["target"], e["severity"]) = (Pick("product", "merchant", "creator"), Chance(6) ? "severe" : "general");
                if (Chance(2)) e["points"] = _random.Next(0, 9);
                break;
            case "live_ended": e["duration_ms"] = _random.Next(3) * 1000; break;
        }
    }

    private void Paid(JsonObject e)
    {
        var amount = Chance(10) ? 0 : _random.Next(1000, 400_000);
        e["amount"] = amount;
        if (Chance(3)) e["quantity"] = _random.Next(1, 4);
        if (Chance(2)) e["list_amount"] = amount + _random.Next(0, 100_000);
        if (Chance(2)) e["market_amount"] = amount + _random.Next(-900, 200_000);
        if (Chance(2)) e["commission_bp"] = _random.Next(0, 4000);
    }

    private static bool NeedsProduct(string type) =>
        type is "impression" or "click" or "cart" or "order_created" or "order_paid" or "order_shipped" or "refund" or "review";

    private static bool NeedsOrder(string type) =>
        type is "order_created" or "order_paid" or "order_shipped" or "refund" or "review" or "complaint" or "dispute_closed";

    private string Creator() => Pick("c1", "c2", "达人", "c4😀");

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Pick<T>(params T[] of) => of[_random.Next(of.Length)];

    private static long To(long edge, long time) => (time / edge + 1) * edge - time;
}
