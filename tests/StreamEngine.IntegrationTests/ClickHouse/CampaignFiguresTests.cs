using System.Globalization;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Campaigns, milestones and fields: the raw events, the tables and what the API answers from say the same.</summary>
[Collection(AnalystDatabase.Collection)]
public sealed class CampaignFiguresTests(AnalystDatabase database)
{
    [Theory]
    [InlineData("product")]
    [InlineData("merchant")]
    [InlineData("creator")]
    [InlineData("leader")]
    [InlineData("brand")]
    [InlineData("scene")]
    [InlineData("channel")]
    [InlineData("platform")]
    public async Task Totals_of_campaigns_are_those_of_the_events_between_their_edges_to_the_millisecond(string kind)
    {
        EmbeddedClickHouse.Require();
        foreach (var campaign in database.Run.Campaigns.All)
        {
            var own = database.Events.Where(e => campaign.Contains(e.Time) && e.Type is EventType.OrderPaid or EventType.Refund && campaign.Contains(e.Time) && e.IdOf(kind) != "");
            var expected = own.GroupBy(e => e.IdOf(kind)).Select(g =>
            {
                var (paid, refunds) = (g.Where(e => e.Type == EventType.OrderPaid).ToList(), g.Where(e => e.Type == EventType.Refund).ToList());
                return $"{g.Key}\t{paid.Sum(e => e.Amount)}\t{paid.Sum(e => e.Amount) - refunds.Sum(e => e.Amount)}\t{paid.Sum(e => e.Quantity)}\t{paid.Count}\t{refunds.Count}";
            }).Order(StringComparer.Ordinal).ToList();
            Assert.NotEmpty(expected);
            // What was found brushed is reversed: a product of which nothing is left has a row of zeros.
            Assert.Equal(expected, await LinesAsync($"SELECT id, gmv, net_gmv, units, orders, refunds FROM v_campaign_totals WHERE campaign = '{campaign.Id}' AND kind = '{kind}' AND (gmv, net_gmv, units, orders, refunds) != (0, 0, 0, 0, 0)"));
        }
    }

    [Theory]
    [InlineData(EntityKind.Product)]
    [InlineData(EntityKind.Merchant)]
    [InlineData(EntityKind.Creator)]
    [InlineData(EntityKind.Brand)]
    [InlineData(EntityKind.Category)]
    public async Task Leaderboards_of_the_engine_are_those_of_the_view(EntityKind kind)
    {
        EmbeddedClickHouse.Require();
        foreach (var campaign in database.Run.Campaigns.All)
        {
            foreach (var figure in Enum.GetValues<CampaignFigure>())
            {
                var by = CampaignFigures.Names[(int)figure];
                var leaders = database.Run.LeadersOf(campaign, kind, figure, 100).Select((t, i) =>
                    $"{i + 1}\t{t.Id}\t{t.Figures.Gmv}\t{t.Figures.NetGmv}\t{t.Figures.Units}\t{t.Figures.Orders}\t{t.Figures.Refunds}\t{t.Buyers}").ToList();
                Assert.NotEmpty(leaders);
                Assert.Equal(leaders, (await database.AskAsync(
                    $"SELECT rank_{by}, id, gmv, net_gmv, units, orders, refunds, buyers FROM v_campaign_leaderboard WHERE campaign = '{campaign.Id}' AND kind = '{EntityKinds.Name(kind)}' AND rank_{by} <= 100 ORDER BY rank_{by}"))
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    [Fact]
    public async Task Milestones_and_their_progress_agree()
    {
        EmbeddedClickHouse.Require();
        var campaign = database.Run.Campaigns.Find("programme-2026")!;
        foreach (var kind in (EntityKind[])[EntityKind.Brand, EntityKind.Merchant, EntityKind.Leader, EntityKind.Product])
        {
            var reached = database.Run.MilestonesOf(campaign, kind);
            Assert.NotEmpty(reached);
            Assert.Equal(reached.Select(m => $"{m.Id}\t{m.Tick}\t{m.Threshold}\t{m.Reached}\t{(m.BelowNow ? "true" : "false")}").Order(StringComparer.Ordinal),
                await LinesAsync($"SELECT id, toUnixTimestamp64Milli(tick), threshold, reached, below_now FROM v_milestones WHERE campaign = '{campaign.Id}' AND kind = '{EntityKinds.Name(kind)}'"));
            var (count, below) = database.Run.CountMilestones(campaign, kind);
            Assert.Equal([$"{count}\t{below}"], await LinesAsync($"SELECT reached, below_now FROM v_milestone_progress WHERE campaign = '{campaign.Id}' AND kind = '{EntityKinds.Name(kind)}'"));
            Assert.All(reached, m => Assert.Equal(m.BelowNow, m.Value < m.Threshold));
        }
    }

    [Fact]
    public async Task The_pool_of_the_engine_is_what_its_changes_have_made()
    {
        EmbeddedClickHouse.Require();
        var campaign = database.Run.Campaigns.Find("618-2026")!;
        var pool = database.Run.SubsidyPoolOf(campaign);
        Assert.NotEmpty(pool);
        Assert.Equal(Enumerable.Range(1, pool.Count), pool.Select(p => p.Rank));
        Assert.Equal(pool.Select(p => p.Id).Order(StringComparer.Ordinal), await LinesAsync($"SELECT id FROM v_subsidy_pool WHERE campaign = '{campaign.Id}' AND subsidised"));
    }

    [Fact]
    public async Task Fields_as_of_the_last_tick_are_those_of_the_tables()
    {
        EmbeddedClickHouse.Require();
        var (tick, reports) = database.Run.Fields();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(tick!.Value);
        var query = ReadyQuery.Read(Path.Combine(ReadyQuery.Folder, "fields-at.sql"));
        var expected = reports.Select(r => Line(EntityKinds.Name(r.Kind), r.Id, r.Day.Traffic, r.Day.Gmv, r.Day.PaidOrders, Rounded(r.Day.GmvShare, 4), Rounded(r.Month.GmvShare, 4),
            Rounded(r.Day.PriceIndex, 4), Rounded(r.Day.WatchMsPerView, 0), Rounded(r.Day.ReportsPerView, 6)));
        var found = await database.AskAsync(query.Sql, [new("at", at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)), new("zone", "Asia/Shanghai")]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

        var day = at.AddMilliseconds(-1).ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var growth = reports.SelectMany(r => r.Growth.Select(g => Line(EntityKinds.Name(r.Kind), r.Id, g.Days, Of(g.Traffic), Of(g.Gmv), Of(g.PaidOrders))));
        Assert.Equal(growth.Order(StringComparer.Ordinal), await LinesAsync(
            $"SELECT kind, id, days, traffic, traffic_before, round(traffic_growth, 6), gmv, gmv_before, round(gmv_growth, 6), paid_orders, paid_orders_before, round(paid_orders_growth, 6) FROM v_growth WHERE day = '{day}'"));

        static string Of(FieldGrowth growth) => $"{growth.Now}\t{growth.Before}\t{Rounded(growth.Growth, 6)}";
    }

    private async Task<List<string>> LinesAsync(string sql) => [.. (await database.AskAsync(sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static string Line(params object[] fields) => string.Join('\t', fields);

    private static string Rounded(double? value, int digits) =>
        value is { } number ? Math.Round(number, digits).ToString("0.######", CultureInfo.InvariantCulture) : "\\N";
}
