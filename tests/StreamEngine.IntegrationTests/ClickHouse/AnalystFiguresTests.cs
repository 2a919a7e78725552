using System.Globalization;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>The figures of the views are those that lists and sums make of the raw events.</summary>
[Collection(AnalystDatabase.Collection)]
public sealed class AnalystFiguresTests(AnalystDatabase database)
{
    private static readonly string[] FieldKinds = ["channel", "scene", "platform"];
    private static readonly DateOnly LastDay = new(2026, 6, 18);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(14)]
    public async Task Growth_is_that_of_the_complete_days_before_the_day(int days)
    {
        EmbeddedClickHouse.Require();
        for (var day = LastDay.AddDays(-3); day <= LastDay; day = day.AddDays(1))
        {
            var expected = new List<string>();
            foreach (var (kind, id, events) in ByEntity(FieldKinds, e => e.Day >= day.AddDays(-2 * days) && e.Day < day))
            {
                var (now, before) = (events.Where(e => e.Day >= day.AddDays(-days)).ToList(), events.Where(e => e.Day < day.AddDays(-days)).ToList());
                string Pair(Func<IEnumerable<AppliedEvent>, long> sum) =>
                    $"{sum(now)}\t{sum(before)}\t{(sum(before) == 0 ? "\\N" : Round((double)sum(now) / sum(before) - 1))}";
                expected.Add($"{kind}\t{id}\t{Pair(Traffic)}\t{Pair(Gmv)}\t{Pair(PaidOrders)}");
            }
            await EqualAsync(expected, $"""
                SELECT kind, id, traffic, traffic_before, toDecimalString(round(traffic_growth, 9), 9), gmv, gmv_before, toDecimalString(round(gmv_growth, 9), 9),
                    paid_orders, paid_orders_before, toDecimalString(round(paid_orders_growth, 9), 9)
                FROM v_growth WHERE day = '{day:yyyy-MM-dd}' AND days = {days}
                """);
        }
    }

    [Fact]
    public async Task Fields_and_scenes_have_the_days_sums_and_shares()
    {
        EmbeddedClickHouse.Require();
        var month = database.Events.Where(e => e.Day > LastDay.AddDays(-30)).ToList();
        var expected = new List<string>();
        foreach (var (kind, id, events) in ByEntity(FieldKinds, e => e.Day > LastDay.AddDays(-30)))
        {
            var day = events.Where(e => e.Day == LastDay).ToList();
            var priced = day.Where(e => e.MarketAmount is not null).ToList();
            var (views, watched, reports) = (Views(day), day.Sum(e => e.WatchMs), Number(day, EventType.Report));
            expected.Add($"{kind}\t{id}\t{Traffic(day)}\t{Gmv(day)}\t{PaidOrders(day)}\t{Round((double)Gmv(day) / Gmv(month.Where(e => e.Day == LastDay)))}"
                + $"\t{Round((double)Gmv(events) / Gmv(month))}\t{Ratio(watched, views)}\t{Ratio(reports, views)}\t{Ratio(Gmv(priced), priced.Sum(e => e.MarketAmount!.Value))}");
        }
        await EqualAsync(expected, $"""
            SELECT kind, id, traffic, gmv, paid_orders, toDecimalString(round(gmv_share, 9), 9), toDecimalString(round(gmv_share_month, 9), 9), toDecimalString(round(watch_ms_per_view, 9), 9),
                toDecimalString(round(reports_per_view, 9), 9), toDecimalString(round(price_index, 9), 9)
            FROM v_fields WHERE day = '{LastDay:yyyy-MM-dd}'
            """);
    }

    [Theory]
    [InlineData("product")]
    [InlineData("merchant")]
    [InlineData("creator")]
    [InlineData("leader")]
    [InlineData("brand")]
    public async Task A_leaderboard_of_days_has_every_event_and_one_of_hours_those_that_came_within_a_day(string kind)
    {
        EmbeddedClickHouse.Require();
        var first = LastDay.AddDays(-6);
        await EqualAsync(Leaderboard(kind, e => e.Day >= first && e.Day <= LastDay),
            $"SELECT id, gmv, net_gmv, units, orders, refunds, rank_gmv, rank_net_gmv, rank_units, rank_orders FROM v_leaderboard(kind = '{kind}', first = '{first:yyyy-MM-dd}', last = '{LastDay:yyyy-MM-dd}')");

        var (start, end) = (Outputs.Evening - 100 * 3_600_000L, Outputs.Evening + 3_600_000);
        await EqualAsync(Leaderboard(kind, e => e.InHours && e.Time >= start && e.Time < end),
            $"SELECT id, gmv, net_gmv, units, orders, refunds, rank_gmv, rank_net_gmv, rank_units, rank_orders FROM v_leaderboard_hours(kind = '{kind}', start = '2026-06-14 08:00:00', end = '2026-06-18 13:00:00')");
    }

    [Theory]
    [InlineData("creator")]
    [InlineData("merchant")]
    [InlineData("product")]
    public async Task A_report_has_the_days_sums_and_the_last_score_before_the_days_end(string kind)
    {
        EmbeddedClickHouse.Require();
        var day = LastDay.AddDays(-1);
        var expected = ByEntity([kind], e => e.Day == day).Select(x =>
            $"{x.Id}\t{Counted(x.Events, EventType.Impression)}\t{Counted(x.Events, EventType.Click)}\t{PaidOrders(x.Events)}\t{Units(x.Events)}\t{Gmv(x.Events)}"
            + $"\t{Number(x.Events, EventType.Refund)}\t{Gmv(x.Events) - Refunded(x.Events)}\t{Number(x.Events, EventType.Review)}\t{Number(x.Events, EventType.OrderShipped)}\t{Views(x.Events)}");
        // Whom an event only aims at or names in passing has a row too, with none of these.
        await EqualAsync(expected.Where(line => line.Split('\t')[1..].Any(sum => sum != "0")), $"""
            SELECT id, impressions, clicks, paid_orders, units, gmv, refunds, net_gmv, reviews, shipments, views
            FROM v_report(kind = '{kind}', day = '{day:yyyy-MM-dd}', zone = 'Asia/Shanghai')
            WHERE (impressions, clicks, paid_orders, units, gmv, refunds, net_gmv, reviews, shipments, views) != (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """);

        var scores = new Dictionary<string, string>();
        foreach (var row in (await database.AskAsync($"SELECT id, score, tier, rated, indicators.s FROM v_scores WHERE kind = '{kind}' AND minute < '2026-06-17 16:00:00' ORDER BY minute")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            scores[row.Split('\t')[0]] = row;
        var reports = (await database.AskAsync($"SELECT id, score, tier, rated, arrayMap(i -> i.s, indicators) FROM v_report(kind = '{kind}', day = '{day:yyyy-MM-dd}', zone = 'Asia/Shanghai')")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(reports);
        Assert.All(reports, row => Assert.Equal(scores[row.Split('\t')[0]], row));
    }

    [Theory]
    [InlineData("v_campaign_curve", "minute", 60_000, 1)]
    [InlineData("v_campaign_hours", "hour", 3_600_000, 1)]
    [InlineData("v_campaign_hours", "hour", 3_600_000, 51)]
    public async Task The_curve_has_what_every_bucket_still_took_and_the_mean_of_the_seven_days_before_the_start(string view, string bucket, long width, int hours)
    {
        EmbeddedClickHouse.Require();
        const long DayMs = 86_400_000, End = Outputs.Evening + 3_600_000;
        var start = End - hours * 3_600_000L;
        var latest = database.Events.Max(e => e.Time); // the evening is not over yet: no figures of minutes to come
        var expected = new List<string>();
        foreach (var (kind, id, events) in ByEntity(FieldKinds, e => e.Type == EventType.OrderPaid && (width == 60_000 ? e.InMinutes : e.InHours)))
        {
            var soFar = 0L;
            for (var from = start; from < End && from <= latest; from += width)
            {
                var now = Gmv(events.Where(e => e.Time >= from && e.Time < from + width));
                var before = Gmv(events.Where(e => e.Time >= start - 7 * DayMs && e.Time < start && (e.Time - start + 7 * DayMs) % DayMs / width == (from - start) % DayMs / width));
                soFar += now;
                if (now != 0 || before != 0) expected.Add($"{kind}\t{id}\t{from / 1000}\t{now}\t{soFar}\t{before}");
            }
        }
        await EqualAsync(expected, $"""
            SELECT kind, id, toUnixTimestamp({bucket}), gmv, gmv_so_far, toInt64(round(gmv_before * 7))
            FROM {view}(start = '{DateTimeOffset.FromUnixTimeMilliseconds(start):yyyy-MM-dd HH:mm:ss}', end = '2026-06-18 13:00:00')
            WHERE gmv != 0 OR gmv_before != 0
            """);
    }

    [Fact]
    public async Task Lateness_is_what_days_have_and_hours_or_minutes_have_not()
    {
        EmbeddedClickHouse.Require();
        Assert.Contains(database.Events, e => !e.InHours);
        var expected = ByEntity(["platform", "merchant"], _ => true).SelectMany(x => x.Events.GroupBy(e => e.Day).Select(g =>
            $"{x.Kind}\t{x.Id}\t{g.Key:yyyy-MM-dd}\t{Counted(g, EventType.Impression)}\t{Counted(g.Where(e => !e.InHours), EventType.Impression)}\t{Counted(g.Where(e => !e.InMinutes), EventType.Impression)}"
            + $"\t{Gmv(g)}\t{Gmv(g.Where(e => !e.InHours))}\t{Gmv(g.Where(e => !e.InMinutes))}"));
        await EqualAsync(expected, "SELECT kind, id, day, impressions, impressions_after_hours, impressions_after_minutes, gmv, gmv_after_hours, gmv_after_minutes FROM v_lateness(zone = 'Asia/Shanghai')");
    }

    [Fact]
    public async Task Benefits_are_those_of_the_products_that_are_in_L5()
    {
        EmbeddedClickHouse.Require();
        var inL5 = await database.AskAsync("SELECT id FROM (SELECT id, argMax(to_tier, tick) AS tier FROM v_tier_changes WHERE kind = 'product' GROUP BY id) WHERE tier = 'L5' ORDER BY id");
        Assert.NotEmpty(inL5);
        Assert.Equal(inL5, await database.AskAsync("SELECT id FROM v_benefits WHERE granted AND tag AND subsidy AND priority_matching AND traffic_multiplier = 1.25 ORDER BY id"));
        Assert.NotEmpty(await database.AskAsync("SELECT id FROM v_benefits WHERE NOT (granted OR tag OR subsidy OR priority_matching)"));
    }

    [Fact]
    public async Task The_tier_matrix_of_a_kind_and_day_and_the_indicators_are_those_of_its_changes()
    {
        EmbeddedClickHouse.Require();
        Assert.Equal(
            await database.AskAsync("SELECT toDate(tick, 'Asia/Shanghai') AS day, kind, from_tier, to_tier, count(), uniqExact(id) FROM v_tier_changes GROUP BY ALL ORDER BY ALL"),
            await database.AskAsync("SELECT day, kind, from_tier, to_tier, changes, entities FROM v_tier_matrix(zone = 'Asia/Shanghai') WHERE arraySum(mapValues(by_reason)) = changes ORDER BY ALL"));
        Assert.Equal(
            await database.AskAsync("SELECT change_id, indicators.id, indicators.before, indicators.after FROM v_tier_changes ORDER BY change_id"),
            await database.AskAsync("SELECT change_id, groupArray(indicator), groupArray(tuple(before)).1, groupArray(after) FROM (SELECT * FROM v_tier_change_indicators ORDER BY change_id, place) GROUP BY change_id ORDER BY change_id"));
    }

    [Fact]
    public async Task Fields_as_of_an_instant_have_the_24_hours_and_the_30_days_that_end_with_it()
    {
        EmbeddedClickHouse.Require();
        var query = ReadyQuery.Read(Path.Combine(ReadyQuery.Folder, "fields-at.sql"));
        var end = Outputs.Evening + 30 * 60_000; // as in its example
        var last = (end - 1) / 3_600_000;
        bool InDay(AppliedEvent e) => e.InHours && e.Time / 3_600_000 > last - 24 && e.Time / 3_600_000 <= last;
        var all = database.Events.Where(e => e.Day > LastDay.AddDays(-30)).ToList();
        var expected = ByEntity(FieldKinds, e => e.Day > LastDay.AddDays(-30)).Select(x => (x.Kind, x.Id, x.Events, Day: x.Events.Where(InDay).ToList()))
            .Select(x => $"{x.Kind}\t{x.Id}\t{Traffic(x.Day)}\t{Gmv(x.Day)}\t{PaidOrders(x.Day)}\t{(double)Gmv(x.Day) / Gmv(all.Where(InDay)):F4}\t{(double)Gmv(x.Events) / Gmv(all):F4}");
        await EqualAsync(expected, $"SELECT kind, id, traffic, day_gmv, paid_orders, toDecimalString(gmv_share, 4), toDecimalString(gmv_share_month, 4) FROM ({query.Sql})", query.Values);
    }

    [Theory]
    [InlineData("product")]
    [InlineData("creator")]
    public async Task Movers_are_the_differences_of_the_last_scores_before_two_instants(string kind)
    {
        EmbeddedClickHouse.Require();
        async Task<Dictionary<string, (string Score, double[] S)>> LastBefore(string instant) =>
            (await database.AskAsync($"SELECT id, score, indicators.s FROM v_scores WHERE kind = '{kind}' AND minute < '{instant}' ORDER BY minute")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split('\t')).GroupBy(f => f[0])
            .ToDictionary(g => g.Key, g => (g.Last()[1], g.Last()[2].Trim('[', ']').Split(',').Select(s => double.Parse(s, CultureInfo.InvariantCulture)).ToArray()));
        var (before, after) = (await LastBefore("2026-06-18 12:00:00"), await LastBefore("2026-06-18 12:20:00"));
        var expected = before.Select(b => $"{b.Key}\t{b.Value.Score}\t{after[b.Key].Score}\t{Round(b.Value.S.Zip(after[b.Key].S, (x, y) => Math.Abs(y - x)).Max())}");
        Assert.Contains(before, b => b.Value.Score != after[b.Key].Score);
        await EqualAsync(expected, $"""
            SELECT id, score_before, score, toDecimalString(round(abs(indicator_after - indicator_before), 9), 9)
            FROM v_movers(kind = '{kind}', start = '2026-06-18 12:00:00', end = '2026-06-18 12:20:00')
            """);
    }

    [Fact]
    public async Task Dead_letters_are_those_that_the_decoder_refuses()
    {
        EmbeddedClickHouse.Require();
        var expected = AppliedEvents.Refused(AnalystDatabase.World)
            .GroupBy(r => r).Select(g => $"{g.Key.Day:yyyy-MM-dd}\t{g.Key.Partition}\t{g.Key.Reason}\t{g.Count()}");
        await EqualAsync(expected, "SELECT day, partition, reason, sum(letters) FROM v_dead_letters_by_day(zone = 'Asia/Shanghai') GROUP BY day, partition, reason");
    }

    private List<string> Leaderboard(string kind, Func<AppliedEvent, bool> counts)
    {
        var totals = ByEntity([kind], counts).Select(x => (x.Id, Gmv: Gmv(x.Events), Net: Gmv(x.Events) - Refunded(x.Events), Units: Units(x.Events), Orders: PaidOrders(x.Events), Refunds: Number(x.Events, EventType.Refund))).ToList();
        int Rank(string id, Func<(string Id, long Gmv, long Net, long Units, long Orders, long Refunds), long> by) =>
            totals.OrderByDescending(by).ThenBy(t => System.Text.Encoding.UTF8.GetBytes(t.Id), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).Select(t => t.Id).ToList().IndexOf(id) + 1;
        return [.. totals.Select(t => $"{t.Id}\t{t.Gmv}\t{t.Net}\t{t.Units}\t{t.Orders}\t{t.Refunds}\t{Rank(t.Id, o => o.Gmv)}\t{Rank(t.Id, o => o.Net)}\t{Rank(t.Id, o => o.Units)}\t{Rank(t.Id, o => o.Orders)}")];
    }

    private IEnumerable<(string Kind, string Id, List<AppliedEvent> Events)> ByEntity(IEnumerable<string> kinds, Func<AppliedEvent, bool> counts) =>
        kinds.SelectMany(kind => database.Events.Where(counts).GroupBy(e => e.IdOf(kind)).Where(g => g.Key.Length > 0).Select(g => (kind, g.Key, g.ToList())));

    private async Task EqualAsync(IEnumerable<string> expected, string sql, IEnumerable<KeyValuePair<string, string>>? parameters = null)
    {
        var answer = (await database.AskAsync(sql, parameters)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(answer);
        Assert.Equal(expected.Order(StringComparer.Ordinal), answer.Order(StringComparer.Ordinal));
    }

    private static string Ratio(long part, long whole) => whole == 0 ? "\\N" : Round((double)part / whole);

    private static string Round(double value) => Math.Round(value, 9).ToString("F9", CultureInfo.InvariantCulture);

    private static long Counted(IEnumerable<AppliedEvent> events, EventType type) => events.Where(e => e.Type == type).Sum(e => e.Count);

    private static long Number(IEnumerable<AppliedEvent> events, EventType type) => events.LongCount(e => e.Type == type);

    private static long Views(IEnumerable<AppliedEvent> events) => Counted(events, EventType.Watch);

    private static long Traffic(IEnumerable<AppliedEvent> events) => events.Where(e => e.Type is EventType.Impression or EventType.Watch).Sum(e => e.Count);

    private static long Gmv(IEnumerable<AppliedEvent> events) => events.Where(e => e.Type == EventType.OrderPaid).Sum(e => e.Amount);

    private static long Units(IEnumerable<AppliedEvent> events) => events.Where(e => e.Type == EventType.OrderPaid).Sum(e => e.Quantity);

    private static long PaidOrders(IEnumerable<AppliedEvent> events) => Number(events, EventType.OrderPaid);

    private static long Refunded(IEnumerable<AppliedEvent> events) => events.Where(e => e.Type == EventType.Refund).Sum(e => e.Amount);
}
