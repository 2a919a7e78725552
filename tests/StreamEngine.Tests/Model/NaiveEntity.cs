using System.Text;
using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>A bucket of an entity: sums by metric, buyers by name.</summary>
internal sealed class NaiveBucket
{
    public Dictionary<string, long> Sums { get; } = [];

    public HashSet<string> Buyers { get; } = [];

    public long Version { get; set; }
}

/// <summary>Everything about one entity, from its first naming until it is forgotten.</summary>
internal sealed class NaiveEntity(string kind, string id, ModelRules rules, NaiveCalendar calendar)
{
    private readonly Dictionary<string, long> _creators = [];
    private readonly List<(string Category, long Day, long Amount)> _sold = [];
    private long _lastDay = long.MinValue;
    private (int Applied, long Hour, long Day) _basis;
    private int _applied;
    private string? _category;

    public string Kind => kind;

    public string Id => id;

    public bool IsScored => kind is "product" or "merchant" or "creator";

    public Dictionary<string, Dictionary<long, NaiveBucket>> Buckets { get; } =
        new[] { "entity_minutes", "entity_hours", "entity_days" }.ToDictionary(t => t, _ => new Dictionary<long, NaiveBucket>());

    public NaiveTier Tier { get; } = new(kind, id, rules);

    public NaiveScoreRows ScoreRows { get; } = new(kind, id);

    public NaiveEvaluation? Latest { get; private set; }

    public void Apply(NaiveEffect effect)
    {
        _applied++;
        _lastDay = Math.Max(_lastDay, calendar.Day(effect.Time));
        _category = effect.Category ?? _category;
        if (effect.Sold is { } sold) _sold.Add((sold.Category, calendar.Day(effect.Time), sold.Amount));
        Add("entity_minutes", NaiveCalendar.Minute, rules.Engine.HourBuckets, effect);
        Add("entity_hours", NaiveCalendar.Hour, rules.Engine.DayBuckets, effect);
        Add("entity_days", calendar.Day, rules.Engine.MonthBuckets, effect);
        if (effect.Creator is { } creator) Sold(creator, calendar.Day(effect.Time), calendar.Day(effect.EventTime));
    }

    public JsonObject? Evaluate(long tick)
    {
        // The same events in the same buckets have the same score; worked out anew at every tick it would take minutes.
        var basis = (_applied, NaiveCalendar.Hour(tick - 1), calendar.Day(tick - 1));
        if (Latest is null || basis != _basis)
        {
            var creators = _creators.Values.Count(day => day > calendar.Day(tick - 1) - rules.Engine.MonthBuckets);
            Latest = NaiveCard.Evaluate(kind, (window, metric) => Sum(window, metric, tick), creators, _category, rules);
        }
        _basis = basis;
        if (HasLeft(tick)) Tier.Frozen = false;
        var change = Tier.Evaluate(tick, Latest);
        ScoreRows.Note(tick, Latest, Tier.Name);
        return change;
    }

    /// <summary>Whether it could have official subsidy.</summary>
    public bool IsCandidate(long tick) =>
        Tier.Name == "L5" && Latest!.Indicators.Single(i => i.Id == "price_edge").S >= 60 && Latest.Indicators.Single(i => i.Id == "late_shipment_rate").S >= 50
        && Sum("day", "gmv", tick) - Sum("day", "refund_amount", tick) > 0;
    public string? Category => _category;

    /// <summary>Distributed gmv of a category in the month of a tick.</summary>
    public long SoldOf(string? category, long tick) =>
        _sold.Where(s => s.Category == category && s.Day > calendar.Day(tick - 1) - rules.Engine.MonthBuckets).Sum(s => s.Amount);

    /// <summary>Whether a creator has sold it in the month of a tick.</summary>
    public bool IsSoldBy(string creator, long tick) => _creators.TryGetValue(creator, out var day) && day > calendar.Day(tick - 1) - rules.Engine.MonthBuckets;

    public long Month(string metric, long tick) => Sum("month", metric, tick);

    public bool HasLeft(long tick) => _lastDay <= calendar.Day(tick - 1) - rules.Engine.MonthBuckets;

    private long Sum(string window, string metric, long tick)
    {
        var (table, last, count) = window == "day"
            ? ("entity_hours", NaiveCalendar.Hour(tick - 1), rules.Engine.DayBuckets)
            : ("entity_days", calendar.Day(tick - 1), rules.Engine.MonthBuckets);
        return Buckets[table].Where(b => b.Key > last - count && b.Key <= last).Sum(b => b.Value.Sums.GetValueOrDefault(metric));
    }

    private void Add(string table, Func<long, long> bucketOf, int count, NaiveEffect effect)
    {
        if (table == "entity_minutes" && kind == "product") return;
        if (bucketOf(effect.Time) <= bucketOf(effect.EventTime) - count) return;
        var additions = effect.Additions.Where(a => table != "entity_minutes" || NaiveEvents.MinuteMetrics.Contains(a.Metric)).ToList();
        if (additions.Count == 0) return;
        if (!Buckets[table].TryGetValue(bucketOf(effect.Time), out var bucket)) Buckets[table].Add(bucketOf(effect.Time), bucket = new NaiveBucket());
        foreach (var (metric, amount) in additions) bucket.Sums[metric] = bucket.Sums.GetValueOrDefault(metric) + amount;
        bucket.Version = Math.Max(bucket.Version, (effect.EventTime / rules.TickMs + 1) * rules.TickMs);
        if (table == "entity_days" && effect.Buyer is { } buyer && kind != "product") bucket.Buyers.Add(buyer);
    }

    private void Sold(string creator, long day, long today)
    {
        foreach (var gone in _creators.Where(c => c.Value <= today - rules.Engine.MonthBuckets).ToList()) _creators.Remove(gone.Key);
        _creators[creator] = Math.Max(day, _creators.GetValueOrDefault(creator, long.MinValue));
        if (_creators.Count <= rules.Engine.DistinctLimit) return;
        _creators.Remove(_creators.OrderBy(c => c.Value).ThenBy(c => Encoding.UTF8.GetBytes(c.Key), ByteOrder.Instance).First().Key);
    }
}
