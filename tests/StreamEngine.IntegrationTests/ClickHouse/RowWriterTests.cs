using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

public sealed class RowWriterTests(EmbeddedClickHouse server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_every_table_arrive_and_the_newer_version_counts_in_whatever_order_they_come()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var writer = Writer(options);
        var hostile = "o'; DROP\0中\n\\" + '\u200b';
        var first = Outputs.Tick(Outputs.Evening, Outputs.Change("m/p", Outputs.Evening, new Benefits(true, 1.25, true, true, true)), Outputs.Change("m/q", Outputs.Evening));
        Outputs.Add(first.Minutes, EntityKind.Creator, hostile, Outputs.Evening, 10, 0, (Metric.Gmv, 100), (Metric.Orders, 1));
        Outputs.Add(first.Hours, EntityKind.Product, "m/p", Outputs.Evening, 10, 0, (Metric.LiveMs, long.MaxValue), (Metric.Impressions, long.MinValue));
        Outputs.Add(first.Days, EntityKind.Merchant, "m", Outputs.Midnight, 10, 7, (Metric.Gmv, 100));
        first.Scores.Add(new ScoreRow(EntityKind.Product, "m/p", Outputs.Evening, 10, 51.5, "L2", true, [50, 53], 0b01));
        var second = Outputs.Tick(Outputs.Evening + 1000);
        Outputs.Add(second.Minutes, EntityKind.Creator, hostile, Outputs.Evening, 11, 0, (Metric.Gmv, 350), (Metric.Orders, 2), (Metric.Clicks, 5));

        await writer.WriteAsync(second, Stop);
        await writer.FlushAsync(Stop);
        // A restart sends older versions again.
        await writer.WriteAsync(first, Stop);
        await writer.FlushAsync(Stop);
        await writer.WriteAsync(first, Stop);
        await writer.FlushAsync(Stop);

        using var client = server.Driver(options.Database);
        await using (var minutes = await client.ExecuteReaderAsync("SELECT kind, id, toUnixTimestamp(bucket) * 1000, gmv, orders, clicks FROM v_entity_minutes", cancellationToken: Stop))
        {
            Assert.True(await minutes.ReadAsync(Stop));
            Assert.Equal(("creator", hostile), (minutes.GetString(0), minutes.GetString(1)));
            Assert.Equal([Outputs.Evening, 350, 2, 5], Enumerable.Range(2, 4).Select(i => Convert.ToInt64(minutes.GetValue(i))));
            Assert.False(await minutes.ReadAsync(Stop));
        }
        using var http = server.Http();
        async Task<string> Query(string sql) => await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, sql);
        Assert.Equal($"{long.MaxValue}\t{long.MinValue}\t0\n", await Query("SELECT live_ms, impressions, gmv FROM v_entity_hours"));
        Assert.Equal("2026-06-18\t100\t7\n", await Query("SELECT bucket, gmv, buyers FROM v_entity_days WHERE kind = 'merchant'"));
        Assert.Equal("2026-06-18 12:00:00\t51.5\tL2\ttrue\tprice_edge\t50\ttrue\n2026-06-18 12:00:00\t51.5\tL2\ttrue\tnet_sales\t53\tfalse\n",
            await Query("SELECT minute, score, tier, rated, indicators.id, indicators.s, indicators.imputed FROM v_scores ARRAY JOIN indicators.id, indicators.s, indicators.imputed"));
        Assert.Equal(
            $"m/p\tproduct:m/p:2:{Outputs.Evening}\t2\t2026-06-18 12:00:00.000\tL4\tL5\t68.25\t66.5\tscore\t['price_edge','net_sales']\t[40,NULL]\t[60.5,100]\ttrue\t1.25\ttrue\ttrue\ttrue\n"
            + $"m/q\tproduct:m/q:2:{Outputs.Evening}\t2\t2026-06-18 12:00:00.000\tL4\tL5\t68.25\t\\N\tscore\t['price_edge','net_sales']\t[NULL,NULL]\t[60.5,100]\t\\N\t\\N\t\\N\t\\N\t\\N\n",
            await Query("SELECT id, change_id, epoch, tick, from_tier, to_tier, score, previous_score, reason, indicators.id, indicators.before, indicators.after, benefits_granted, traffic_multiplier, tag, subsidy, priority_matching FROM v_tier_changes ORDER BY id"));
        Assert.Equal(Outputs.Evening + 1000, writer.Status.DurableTick);
    }

    [Fact]
    public async Task Rows_of_commerce_tables_arrive_as_they_are_declared_and_the_newer_version_counts()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var writer = Writer(options);
        foreach (var version in new[] { 20, 10 })
        {
            var output = Outputs.Tick(Outputs.Evening);
            output.CommerceRows.Begin(CommerceTables.CampaignTotals, version).Text("618").Text("brand").Text("极光\n").Integer(version).Integer(-5).Integer(1).Integer(2).Integer(3).Integer(4);
            output.CommerceRows.Begin(CommerceTables.Milestones, version).Text("618").Text("brand").Text("b").Time(Outputs.Evening + 123).Text("net_gmv").Integer(100).Integer(101).Flag(version == 20);
            output.CommerceRows.Begin(CommerceTables.SubsidyChanges).Text("618").Time(Outputs.Evening).Text("m/p").Integer(0).Text("id").Flag(true).Integer(1).Real(68.5);
            await writer.WriteAsync(output, Stop);
            await writer.FlushAsync(Stop);
        }

        using var http = server.Http();
        async Task<string> Query(string sql) => await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, sql);
        Assert.Equal("618\tbrand\t极光\\n\t20\t-5\t1\t2\t3\t4\n", await Query("SELECT * FROM v_campaign_totals"));
        Assert.Equal("618\tbrand\tb\t2026-06-18 12:00:00.123\tnet_gmv\t100\t101\ttrue\n", await Query("SELECT * FROM v_milestones"));
        Assert.Equal("618\t2026-06-18 12:00:00.000\tm/p\t0\tid\ttrue\t1\t68.5\n", await Query("SELECT * FROM v_subsidy_changes"));
    }

    [Fact]
    public async Task While_they_wait_a_newer_version_replaces_the_older_and_an_older_one_is_ignored()
    {
        EmbeddedClickHouse.Require();
        var options = (await ReadyAsync()) with { RowInterval = TimeSpan.FromMinutes(10) };
        await using var writer = Writer(options);
        foreach (var version in new[] { 3, 9, 5 })
        {
            var output = Outputs.Tick(version);
            Outputs.Add(output.Days, EntityKind.Brand, "b", Outputs.Midnight, version, 0, (Metric.Gmv, version), ((Metric)version, 1));
            await writer.WriteAsync(output, Stop);
        }
        Assert.Equal(1, writer.Status.WaitingRows);

        await writer.FlushAsync(Stop);

        Assert.Equal((1, 1, 0), (writer.Status.RowsWritten, writer.Status.Inserts, writer.Status.WaitingRows));
        using var http = server.Http();
        Assert.Equal("9\t9\n", await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, "SELECT version, gmv FROM entity_days"));
    }

    [Fact]
    public async Task Rows_of_a_hundred_and_fifty_months_go_in_as_inserts_of_at_most_ninety_partitions()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var writer = Writer(options);
        var output = Outputs.Tick(1);
        for (var month = 0; month < 150; month++)
        {
            var day = new DateTimeOffset(2010 + month / 12, month % 12 + 1, 3, 16, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
            Outputs.Add(output.Days, EntityKind.Brand, "b", day, 1, 0, (Metric.Gmv, 1));
        }

        await writer.WriteAsync(output, Stop);
        await writer.FlushAsync(Stop);

        Assert.Equal((150, 2, 0), (writer.Status.RowsWritten, writer.Status.Inserts, writer.Status.Retries));
        using var http = server.Http();
        Assert.Equal("150\t2010-01-04\n", await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, "SELECT sum(gmv), min(bucket) FROM v_entity_days"));
    }

    [Fact]
    public async Task A_hundred_thousand_changed_rows_a_second_go_in()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var writer = Writer(options);
        const int Rounds = 4, Entities = 50_000;
        var rows = 0L;
        var (own, servers) = (Environment.CpuUsage.TotalTime, server.ProcessorTime);
        var watch = Stopwatch.StartNew();
        for (var round = 1; round <= Rounds; round++)
        {
            var output = Outputs.Tick(round);
            for (var i = 0; i < Entities; i++)
            {
                var id = "merchant-" + i;
                Outputs.Add(output.Hours, EntityKind.Merchant, id, Outputs.Evening, round, 0, (Metric.Impressions, 100 + i), (Metric.Clicks, 20), (Metric.Orders, 3), (Metric.PaidOrders, 2), (Metric.Units, 4), (Metric.Gmv, 12_900), (Metric.ListGmv, 15_900), (Metric.Views, 55));
                Outputs.Add(output.Minutes, EntityKind.Merchant, id, Outputs.Evening, round, 0, (Metric.Impressions, 10), (Metric.Clicks, 2), (Metric.Gmv, 129));
            }
            await writer.WriteAsync(output, Stop);
            await writer.FlushAsync(Stop);
            rows += output.RowCount;
        }
        watch.Stop();

        var (writing, taking) = (Environment.CpuUsage.TotalTime - own, server.ProcessorTime - servers);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{rows:N0} rows in {writer.Status.Inserts} inserts: {rows / watch.Elapsed.TotalSeconds:N0} rows/s; processor time a row: writer {writing.TotalMicroseconds / rows:F2} us, server {taking.TotalMicroseconds / rows:F2} us");
        Assert.Equal(rows, writer.Status.RowsWritten);
        using var http = server.Http();
        Assert.Equal($"{Entities}\t{12_900L * Entities}\n", await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, "SELECT count(), sum(gmv) FROM v_entity_hours"));
    }

    [Fact]
    public async Task Rows_are_wanted_in_the_second_half_of_every_interval_and_not_while_the_server_is_away()
    {
        var time = new PassingTime();
        var options = new ClickHouseOptions { Port = 1, RowInterval = TimeSpan.FromSeconds(2) };
        await using var writer = new ClickHouseRowWriter(options, "Asia/Shanghai", Outputs.Indicators, time);
        var half = TimeSpan.FromSeconds(1);
        Assert.False(writer.WantsRows);

        for (var interval = 0; interval < 3; interval++)
        {
            await Topic.UntilAsync(() => { time.Advance(TimeSpan.FromMilliseconds(50)); return writer.WantsRows; });
            time.Advance(half);
            await Topic.UntilAsync(() => !writer.WantsRows);
        }

        await writer.WriteAsync(Days(1), Stop);
        await Topic.UntilAsync(() => { time.Advance(half); return writer.Status.IsFailing; });
        time.Advance(10 * half);
        Assert.False(writer.WantsRows);
    }

    // Time goes on while somebody is about to start a timer, as on a machine that has other things to do.
    private sealed class PassingTime : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Advance(TimeSpan.FromMilliseconds(70));
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    internal static TickOutput Days(long version)
    {
        var output = Outputs.Tick(version);
        Outputs.Add(output.Days, EntityKind.Brand, "b", Outputs.Midnight, version, 0, (Metric.Gmv, version));
        return output;
    }

    internal static ClickHouseRowWriter Writer(ClickHouseOptions options) => new(options, "Asia/Shanghai", Outputs.Indicators);

    private async Task<ClickHouseOptions> ReadyAsync()
    {
        var options = server.Options();
        await DatabaseSchema.ApplyAsync(options, Stop);
        return options;
    }
}
