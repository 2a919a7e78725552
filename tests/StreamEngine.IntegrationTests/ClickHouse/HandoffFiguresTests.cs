using System.Globalization;
using System.IO.Hashing;
using System.Text;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Handoffs, rewards, uplift and leaders in the database are those that lists make of the raw events, and those that the API tells.</summary>
[Collection(AnalystDatabase.Collection)]
public sealed class HandoffFiguresTests(AnalystDatabase database)
{
    private const long DayMs = 86_400_000, Window = 15 * DayMs;
    private static readonly DateOnly LastDay = new(2026, 6, 18);

    private readonly record struct Handoff(AppliedEvent Order, AppliedEvent Edge, bool HeldOut);

    [Fact]
    public async Task Handoffs_are_the_own_channel_orders_within_fifteen_days_after_the_newest_distribution_order()
    {
        EmbeddedClickHouse.Require();
        var expected = Handoffs().Select(h =>
            $"{h.Order.Merchant}\t{Hidden(h.Order.Buyer)}\t{h.Order.Order}\t{h.Edge.Creator}\t{h.Edge.Time}\t{h.Order.Time}\t{h.Order.Amount}\t{(h.HeldOut ? "true" : "false")}").ToList();
        Assert.True(expected.Count > 100);
        await EqualAsync(expected, "SELECT merchant, buyer, order, creator, toUnixTimestamp64Milli(edge_time), toUnixTimestamp64Milli(order_time), amount, held_out FROM v_handoffs");
    }

    [Fact]
    public async Task Rewards_are_credited_gmv_by_the_band_before_the_tick_added_up_on_the_days_of_ticks()
    {
        EmbeddedClickHouse.Require();
        var bands = (await AskAsync("SELECT id, toUnixTimestamp64Milli(tick), to_tier FROM v_tier_changes WHERE kind = 'creator' ORDER BY tick")).Select(row => row.Split('\t'))
            .ToLookup(f => f[0], f => (Tick: long.Parse(f[1], CultureInfo.InvariantCulture), Band: f[2]));
        string Band(string creator, long tick) => bands[creator].LastOrDefault(b => b.Tick < tick) is { Band: { } band } ? band : "lagging";
        int Percent(string band) => band switch { "excellent" => 120, "good" => 100, "fair" => 70, _ => 0 };
        var expected = Handoffs().Where(h => !h.HeldOut).Select(h => (h.Edge.Creator, Tick: (h.Order.EventTime / 1000 + 1) * 1000, h.Order.Amount))
            .GroupBy(c => (c.Creator, Day: Day(c.Tick - 1)))
            .Select(g => (g.Key, Orders: g.Count(), Gmv: g.Sum(c => c.Amount), Earned: Math.Min(1_000_000, g.Sum(c => c.Amount * 20 * Percent(Band(c.Creator, c.Tick))) / 10_000)))
            .Select(r => $"{r.Key.Creator}\t{r.Key.Day:yyyy-MM-dd}\t{r.Orders}\t{r.Gmv}\t{r.Earned}\t{r.Earned}").ToList();
        Assert.Contains(expected, row => !row.EndsWith("\t0", StringComparison.Ordinal));
        await EqualAsync(expected, "SELECT creator, day, handoff_orders, handoff_gmv, earned, reward FROM v_creator_rewards");
        Assert.Equal(
            database.Run.Rewards(10_000).Rewards.Select(r => $"{r.Creator}\t{r.HandoffOrders}\t{r.HandoffGmv}\t{r.Earned}\t{r.Reward}"),
            await AskAsync($"SELECT creator, handoff_orders, handoff_gmv, earned, reward FROM v_creator_rewards WHERE day = '{LastDay:yyyy-MM-dd}' ORDER BY reward DESC, creator"));
    }

    [Fact]
    public async Task Uplift_is_worked_out_from_what_every_pair_spends_and_the_api_says_the_same()
    {
        EmbeddedClickHouse.Require();
        var (first, last) = (LastDay.AddDays(-25), LastDay);
        var pairs = Orders().GroupBy(o => (o.Merchant, o.Buyer)).Select(orders =>
        {
            var list = orders.ToList();
            var at = list.FindIndex(o => o.Channel == "distribution");
            return at < 0 ? default : (orders.Key.Merchant, Day: (DateOnly?)list[at].Day, HeldOut: IsHeldOut(orders.Key.Merchant, orders.Key.Buyer),
                Gmv: list.Skip(at + 1).Where(o => o.Channel == "self" && o.Time >= list[at].Time && o.Time <= list[at].Time + Window).Sum(o => o.Amount));
        }).Where(p => p.Day >= first && p.Day <= LastDay.AddDays(-16)).ToList();
        var expected = pairs.Select(p => (Id: $"merchant\t{p.Merchant}", p)).Concat(pairs.Select(p => (Id: "platform\tall", p))).GroupBy(x => x.Id, x => x.p).Select(g =>
        {
            var (treated, heldOut) = (g.Where(p => !p.HeldOut).ToList(), g.Where(p => p.HeldOut).ToList());
            return $"{g.Key}\t{treated.Count}\t{heldOut.Count}\t{treated.Sum(p => p.Gmv)}\t{heldOut.Sum(p => p.Gmv)}";
        });
        await EqualAsync(expected, $"SELECT kind, id, treated_pairs, held_out_pairs, toInt64(round(treated_mean * treated_pairs)), toInt64(round(held_out_mean * held_out_pairs)) FROM {View(first, last)}");

        var found = (await AskAsync($"SELECT id, treated_pairs, held_out_pairs, treated_mean, held_out_mean, uplift, low, high FROM {View(first, last)}")).Select(row => row.Split('\t')).ToList();
        Assert.True(found.Count > 10);
        foreach (var row in found)
        {
            var uplift = database.Run.MeasureUplift(row[0] == "all" ? null : row[0], first, last).Uplift;
            Assert.Equal((row[1], row[2]), (Text(uplift.Treated.Pairs), Text(uplift.HeldOut.Pairs)));
            foreach (var (view, api) in row[3..].Zip([uplift.Treated.Mean, uplift.HeldOut.Mean, uplift.Value, uplift.Low, uplift.High]))
            {
                if (view == "\\N") Assert.Null(api);
                else Assert.Equal(double.Parse(view, CultureInfo.InvariantCulture), api!.Value, 1e-9 * Math.Max(1, Math.Abs(api.Value)));
            }
        }
        Assert.Contains(found, row => row[6] != "\\N");
    }

    [Fact]
    public async Task Leaders_of_every_day_have_what_the_month_that_ends_with_it_has()
    {
        EmbeddedClickHouse.Require();
        foreach (var day in new[] { LastDay, LastDay.AddDays(-1), LastDay.AddDays(-9) })
        {
            // What came later than the day's last tick is not in the day's row.
            var known = database.Events.Where(e => e.Leader.Length > 0 && Day(e.EventTime) <= day && e.Day > day.AddDays(-30)).ToList();
            var expected = known.GroupBy(e => e.Leader).Select(g =>
            {
                var sold = g.Where(e => e.Type == EventType.OrderPaid && e.Channel == "distribution").ToList();
                return $"{g.Key}\t{sold.Sum(e => e.Amount)}\t{sold.Count}\t{g.Count(e => e.Type == EventType.OrderPaid)}\t{g.Count(e => e.Type == EventType.Refund && e.Reason == RefundReason.Quality)}"
                    + $"\t{sold.Sum(e => e.CommissionBp)}\t{sold.DistinctBy(e => e.Merchant).Count()}\t{sold.DistinctBy(e => e.IdOf("product")).Count()}\t{sold.DistinctBy(e => e.Creator).Count()}"
                    + $"\t{sold.Where(e => e.Day > day.AddDays(-7)).DistinctBy(e => (e.Merchant, e.Creator)).Count()}";
            });
            await EqualAsync(expected, $"""
                SELECT leader, distributed_gmv, distributed_orders, paid_orders, quality_refunds, commission_bp, merchants, products, creators, pairs
                FROM v_leader_figures WHERE day = '{day:yyyy-MM-dd}'
                """);
        }
        Assert.Equal(
            database.Run.TopLeaders(100).Select((l, i) => $"{i + 1}\t{l.Leader}\t{l.DistributedGmv}\t{l.Merchants}\t{l.Products}\t{l.Creators}\t{l.Pairs}"),
            await AskAsync($"SELECT place, leader, distributed_gmv, merchants, products, creators, pairs FROM v_leaders WHERE day = '{LastDay:yyyy-MM-dd}' ORDER BY place"));
    }

    private static string View(DateOnly first, DateOnly last) => $"v_handoff_uplift(first = '{first:yyyy-MM-dd}', last = '{last:yyyy-MM-dd}')";

    private IEnumerable<AppliedEvent> Orders() => database.Events.Where(e => e.Type == EventType.OrderPaid && e.Buyer.Length > 0);

    private IEnumerable<Handoff> Handoffs()
    {
        var edges = new Dictionary<(string, string), AppliedEvent>();
        foreach (var order in Orders())
        {
            var edge = edges.GetValueOrDefault((order.Merchant, order.Buyer));
            if (order.Channel == "self" && edge is not null && edge.Time <= order.Time && order.EventTime <= edge.Time + Window)
                yield return new Handoff(order, edge, IsHeldOut(order.Merchant, order.Buyer));
            if (order.Channel == "distribution" && (edge is null || order.Time >= edge.Time)) edges[(order.Merchant, order.Buyer)] = order;
        }
    }

    private static bool IsHeldOut(string merchant, string buyer) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{merchant}\u001f{buyer}")) % 10 == 0;

    private static string Hidden(string buyer) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(buyer)));

    private static DateOnly Day(long time) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.AddHours(8));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<string[]> AskAsync(string sql) => (await database.AskAsync(sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task EqualAsync(IEnumerable<string> expected, string sql)
    {
        var answer = await AskAsync(sql);
        Assert.NotEmpty(answer);
        Assert.Equal(expected.Order(StringComparer.Ordinal), answer.Order(StringComparer.Ordinal));
    }
}
