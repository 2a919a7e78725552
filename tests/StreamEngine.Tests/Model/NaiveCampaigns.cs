using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>What entities sell within campaigns, and the milestones that they reach, each looked at when a tick closes.</summary>
internal sealed class NaiveCampaigns(ModelRules rules)
{
    private sealed class Total
    {
        public Dictionary<string, long> Sums { get; } = [];

        public HashSet<string> Buyers { get; } = [];

        public long Version { get; set; }

        public bool IsTouched { get; set; }

        public (long Tick, long Value)? Reached { get; set; }

        public bool IsBelow { get; set; }

        public long MilestoneVersion { get; set; }

        public long this[string metric] => Sums.GetValueOrDefault(metric);

        public long NetGmv => this["gmv"] - this["refund_amount"];
    }

    private static readonly string[] Metrics = ["gmv", "refund_amount", "units", "paid_orders", "refunds"];

    private readonly Dictionary<(string Campaign, string Kind, string Id), Total> _totals = [];

    public List<JsonObject> Announced { get; } = [];

    public void Apply(NaiveEffect effect)
    {
        var additions = effect.Additions.Where(a => Metrics.Contains(a.Metric)).ToList();
        if (additions.Count == 0) return;
        foreach (var campaign in rules.Engine.Campaigns)
        {
            if (effect.Time < campaign.Start!.Value.ToUnixTimeMilliseconds() || effect.Time >= (campaign.End?.ToUnixTimeMilliseconds() ?? long.MaxValue)) continue;
            var key = (campaign.Id, effect.Kind, effect.Id);
            if (!_totals.TryGetValue(key, out var total)) _totals[key] = total = new Total();
            foreach (var (metric, amount) in additions) total.Sums[metric] = total[metric] + amount;
            if (effect.Buyer is { } buyer && effect.Kind != "product") total.Buyers.Add(buyer);
            total.IsTouched = true;
        }
    }

    public void Close(long tick)
    {
        foreach (var ((campaign, kind, id), total) in _totals.Where(t => t.Value.IsTouched))
        {
            total.IsTouched = false;
            total.Version = tick;
            if (!rules.Engine.Campaigns.Single(c => c.Id == campaign).Milestones || Line(kind) is not { } line) continue;
            var value = line.Figure == "units" ? total["units"] : total.NetGmv;
            if (total.Reached is null && value < line.Threshold || total.Reached is not null && total.IsBelow == value < line.Threshold) continue;
            total.IsBelow = value < line.Threshold;
            total.MilestoneVersion = tick;
            if (total.Reached is not null) continue;
            total.Reached = (tick, value);
            Announced.Add(new JsonObject
            {
                ["campaign"] = campaign,
                ["kind"] = kind,
                ["id"] = id,
                ["milestone_id"] = $"{campaign}:{kind}:{id}",
                ["tick"] = tick,
                ["figure"] = line.Figure,
                ["threshold"] = line.Threshold,
                ["reached"] = value,
            });
        }
    }

    public IEnumerable<JsonObject> Rows() => _totals.Select(t => new JsonObject
    {
        ["campaign"] = t.Key.Campaign,
        ["kind"] = t.Key.Kind,
        ["id"] = t.Key.Id,
        ["version"] = t.Value.Version,
        ["gmv"] = t.Value["gmv"],
        ["net_gmv"] = t.Value.NetGmv,
        ["units"] = t.Value["units"],
        ["orders"] = t.Value["paid_orders"],
        ["refunds"] = t.Value["refunds"],
        ["buyers"] = NaiveBuyers.Estimate(t.Value.Buyers, t.Key.Kind is "merchant" or "creator" ? 10 : 12),
    });

    public IEnumerable<JsonObject> Milestones() => _totals.Where(t => t.Value.Reached is not null).Select(t => new JsonObject
    {
        ["campaign"] = t.Key.Campaign,
        ["kind"] = t.Key.Kind,
        ["id"] = t.Key.Id,
        ["version"] = t.Value.MilestoneVersion,
        ["tick"] = t.Value.Reached!.Value.Tick,
        ["figure"] = Line(t.Key.Kind)!.Value.Figure,
        ["threshold"] = Line(t.Key.Kind)!.Value.Threshold,
        ["reached"] = t.Value.Reached.Value.Value,
        ["below_now"] = t.Value.IsBelow,
    });

    private (string Figure, long Threshold)? Line(string kind) => kind switch
    {
        "brand" => ("net_gmv", rules.Engine.Milestones.BrandNetGmv),
        "merchant" => ("net_gmv", rules.Engine.Milestones.MerchantNetGmv),
        "leader" => ("net_gmv", rules.Engine.Milestones.LeaderNetGmv),
        "product" => ("units", rules.Engine.Milestones.ProductUnits),
        _ => null,
    };
}
