using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>Leaders: their figures written down at every tick; what stands at the end of a day is its row.</summary>
internal sealed class NaiveLeaders(ModelRules rules, NaiveCalendar calendar)
{
    private sealed record Reach(NaiveMembers Merchants, NaiveMembers Products, NaiveMembers Creators, NaiveMembers Pairs);

    private readonly Dictionary<(string Leader, long Day), JsonObject> _rows = [];
    private readonly Dictionary<string, Reach> _reach = [];

    public IEnumerable<JsonObject> Rows => _rows.Values;

    /// <summary>Notes a tick once it is closed.</summary>
    public void Note(long tick, List<NaiveEffect> effects, NaiveStore store)
    {
        var today = calendar.Day(tick - 1);
        foreach (var sale in effects.Where(e => e.Kind == "leader" && e.Creator is not null))
        {
            if (!_reach.TryGetValue(sale.Id, out var reach)) _reach.Add(sale.Id, reach = new Reach(Month(), Month(), Month(), Members(Math.Min(7, rules.Engine.MonthBuckets))));
            var day = calendar.Day(sale.Time);
            reach.Merchants.See(sale.Merchant!, day, today);
            reach.Products.See(sale.Merchant + "/" + NaiveEvents.Escaped(sale.Product!), day, today);
            reach.Creators.See(sale.Creator!, day, today);
            reach.Pairs.See(NaiveEvents.Escaped(sale.Merchant!) + "/" + NaiveEvents.Escaped(sale.Creator!), day, today);
        }
        foreach (var leader in store.Known("leader"))
        {
            var isNew = !_rows.TryGetValue((leader.Id, today), out var before);
            var reach = _reach.GetValueOrDefault(leader.Id);
            long Sum(string metric) => leader.Buckets["entity_days"].Where(b => b.Key > today - rules.Engine.MonthBuckets && b.Key <= today).Sum(b => b.Value.Sums.GetValueOrDefault(metric));
            _rows[(leader.Id, today)] = new JsonObject
            {
                ["leader"] = leader.Id,
                ["day"] = NaiveCalendar.Name(today),
                ["version"] = isNew || effects.Any(e => e.Kind == "leader" && e.Id == leader.Id) ? tick : (long)before!["version"]!,
                ["distributed_gmv"] = Sum("distributed_gmv"),
                ["distributed_orders"] = Sum("distributed_orders"),
                ["paid_orders"] = Sum("paid_orders"),
                ["quality_refunds"] = Sum("quality_refunds"),
                ["commission_bp"] = Sum("commission_bp"),
                ["merchants"] = reach?.Merchants.Count(today) ?? 0,
                ["products"] = reach?.Products.Count(today) ?? 0,
                ["creators"] = reach?.Creators.Count(today) ?? 0,
                ["pairs"] = reach?.Pairs.Count(today) ?? 0,
            };
        }
    }

    private NaiveMembers Month() => Members(rules.Engine.MonthBuckets);

    private NaiveMembers Members(int days) => new(rules.Engine.DistinctLimit, days);
}
