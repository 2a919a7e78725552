using System.Numerics;
using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>What creators earn with handoffs: every credit with its tick and the band before it, added up at the end.</summary>
internal sealed class NaiveRewards(ModelRules rules, NaiveCalendar calendar)
{
    private readonly List<(string Creator, long Day, long Tick, long Orders, long Gmv, int Percent)> _credits = [];

    /// <summary>Notes a tick's effects, before it is closed.</summary>
    public void Note(long tick, IEnumerable<NaiveEffect> effects, NaiveStore store)
    {
        foreach (var effect in effects.Where(e => e.Kind == "creator" && e.Additions.Any(a => a.Metric == "handoff_orders")))
        {
            var gmv = effect.Additions.Where(a => a.Metric == "handoff_gmv").Sum(a => a.Amount);
            var orders = effect.Additions.Where(a => a.Metric == "handoff_orders").Sum(a => a.Amount);
            _credits.Add((effect.Id, calendar.Day(tick - 1), tick, orders, gmv, rules.Engine.Handoffs.RewardFactors.GetValueOrDefault(store.TierOf("creator", effect.Id))));
        }
    }

    public IEnumerable<JsonObject> Rows() => _credits.GroupBy(c => c.Day).SelectMany(Day);

    private IEnumerable<JsonObject> Day(IGrouping<long, (string Creator, long Day, long Tick, long Orders, long Gmv, int Percent)> day)
    {
        var (options, final) = (rules.Engine.Handoffs, Earned(day));
        var sum = final.Values.Aggregate(BigInteger.Zero, (a, b) => a + b);
        // The tick at which all rewards last changed: the last one at which the sum became another and lay over the budget before or after.
        long scaled = 0;
        var before = BigInteger.Zero;
        foreach (var tick in day.Select(c => c.Tick).Distinct().Order())
        {
            var after = Earned(day.Where(c => c.Tick <= tick)).Values.Aggregate(BigInteger.Zero, (a, b) => a + b);
            if (after != before && (after > options.RewardBudget || before > options.RewardBudget)) scaled = tick;
            before = after;
        }
        foreach (var creator in day.GroupBy(c => c.Creator))
        {
            var earned = final[creator.Key];
            yield return new JsonObject
            {
                ["creator"] = creator.Key,
                ["day"] = NaiveCalendar.Name(day.Key),
                ["version"] = Math.Max(scaled, creator.Max(c => c.Tick)),
                ["handoff_orders"] = Math.Max(0, creator.Sum(c => c.Orders)),
                ["handoff_gmv"] = Math.Max(0, creator.Sum(c => c.Gmv)),
                ["earned"] = (long)earned,
                ["reward"] = (long)(sum > options.RewardBudget ? earned * options.RewardBudget / sum : earned),
            };
        }
    }

    private Dictionary<string, BigInteger> Earned(IEnumerable<(string Creator, long Day, long Tick, long Orders, long Gmv, int Percent)> credits) =>
        credits.GroupBy(c => c.Creator).ToDictionary(c => c.Key, c => BigInteger.Min(
            rules.Engine.Handoffs.RewardLimit,
            BigInteger.Max(0, c.Aggregate(BigInteger.Zero, (sum, x) => sum + (BigInteger)x.Gmv * rules.Engine.Handoffs.RewardRate * x.Percent)) / 10_000));
}
