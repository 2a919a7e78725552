using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Entities;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Tables that are changed under the writer.</summary>
public sealed class TableFaultTests(EmbeddedClickHouse server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("entity_days is missing", "DROP TABLE entity_days", null)]
    [InlineData("entity_days is missing", "RENAME TABLE entity_days TO entity_days_old", "RENAME TABLE entity_days_old TO entity_days")]
    [InlineData("entity_days.gmv is Int32, expected Int64", "ALTER TABLE entity_days MODIFY COLUMN gmv Int32", "ALTER TABLE entity_days MODIFY COLUMN gmv Int64")]
    [InlineData("entity_days.gmv is Float64, expected Int64", "ALTER TABLE entity_days MODIFY COLUMN gmv Float64 CODEC(LZ4)", "ALTER TABLE entity_days MODIFY COLUMN gmv Int64 CODEC(T64, LZ4)")]
    [InlineData("entity_days.buyers is UInt64, expected Int64", "ALTER TABLE entity_days MODIFY COLUMN buyers UInt64", "ALTER TABLE entity_days MODIFY COLUMN buyers Int64")]
    [InlineData("entity_days.gmv is String, expected Int64", "ALTER TABLE entity_days MODIFY COLUMN gmv String CODEC(LZ4)", "ALTER TABLE entity_days MODIFY COLUMN gmv Int64 CODEC(T64, LZ4)")]
    [InlineData("entity_days.gmv is missing, expected Int64", "ALTER TABLE entity_days DROP COLUMN gmv", null)]
    public async Task Fault_36_a_table_that_is_changed_during_the_run_holds_the_rows_until_it_is_mended(string named, string damage, string? repair)
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        using var client = server.Driver(options.Database);
        await using var writer = RowWriterTests.Writer(options);
        await writer.WriteAsync(RowWriterTests.Days(1), Stop);
        await Outputs.DurableAsync(writer);

        await client.ExecuteNonQueryAsync(damage, cancellationToken: Stop);
        var output = RowWriterTests.Days(2);
        Outputs.Add(output.Days, EntityKind.Merchant, "m", Outputs.Midnight, 2, 7, (Metric.Gmv, -5));
        await writer.WriteAsync(output, Stop);
        var flush = Outputs.DurableAsync(writer);
        await Topic.UntilAsync(() => writer.Status is { Verdict: ClickHouseVerdict.Held, Retries: > 1 });
        Assert.True(writer.Status is { RowsWritten: 1, WaitingRows: 2, DurableTick: 1, IsStopped: false }, writer.Status.ToString());
        Assert.Contains(named, writer.Status.Reason, StringComparison.Ordinal);
        Assert.False(flush.IsCompleted);
        Assert.False(writer.WantsRows);

        if (repair is null) await DatabaseSchema.ApplyAsync(options, Stop);
        else await client.ExecuteNonQueryAsync(repair, cancellationToken: Stop);
        await flush;

        await DatabaseSchema.CheckAsync(options, Stop);
        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Ok, Reason: null, RowsWritten: 3, WaitingRows: 0, DurableTick: 2 }, writer.Status.ToString());
        Assert.Equal("brand\t2\t0\nmerchant\t-5\t7\n", await QueryAsync(options, "SELECT kind, gmv, buyers FROM v_entity_days ORDER BY kind"));
    }

    [Fact]
    public async Task Fault_36_more_columns_than_ours_and_another_order_do_no_harm()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        using var client = server.Driver(options.Database);
        await client.ExecuteNonQueryAsync("ALTER TABLE entity_days ADD COLUMN note String DEFAULT 'n' AFTER kind, MODIFY COLUMN buyers Int64 AFTER bucket", cancellationToken: Stop);
        await using var writer = RowWriterTests.Writer(options);

        await writer.WriteAsync(RowWriterTests.Days(1), Stop);
        await Outputs.DurableAsync(writer);

        Assert.Equal("brand\tn\t1\n", await QueryAsync(options, "SELECT kind, note, gmv FROM entity_days"));
    }

    [Fact]
    public async Task Fault_39_a_view_that_fails_after_its_table_has_the_rows_holds_them_until_it_takes_them_too()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        using var client = server.Driver(options.Database);
        await client.ExecuteNonQueryAsync("CREATE TABLE copies (id String, n UInt64) ENGINE = ReplacingMergeTree ORDER BY id", cancellationToken: Stop);
        await client.ExecuteNonQueryAsync("CREATE MATERIALIZED VIEW copy TO copies AS SELECT id, toUInt64(id) AS n FROM entity_days", cancellationToken: Stop);
        await using var writer = RowWriterTests.Writer(options);

        await writer.WriteAsync(RowWriterTests.Days(1), Stop);
        await Topic.UntilAsync(() => writer.Status is { Verdict: ClickHouseVerdict.Held, Retries: > 1 });
        Assert.Contains("materialized view", writer.Status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("'b'", writer.Status.Reason, StringComparison.Ordinal);
        Assert.True(writer.Status is { RowsWritten: 0, WaitingRows: 1 });
        await client.ExecuteNonQueryAsync("ALTER TABLE copy MODIFY QUERY SELECT id, length(id) AS n FROM entity_days", cancellationToken: Stop);
        await Outputs.DurableAsync(writer);

        Assert.Equal("b\t1\n", await QueryAsync(options, "SELECT id, n FROM copies FINAL"));
        Assert.Equal("brand\tb\t1\n", await QueryAsync(options, "SELECT kind, id, gmv FROM v_entity_days"));
    }

    private async Task<ClickHouseOptions> ReadyAsync()
    {
        var options = server.Options() with { RowInterval = TimeSpan.FromMilliseconds(100), RetryDelay = TimeSpan.FromMilliseconds(50), MaximumRetryDelay = TimeSpan.FromMilliseconds(500) };
        await DatabaseSchema.ApplyAsync(options, Stop);
        return options;
    }

    private async Task<string> QueryAsync(ClickHouseOptions options, string sql)
    {
        using var http = server.Http();
        return await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, sql);
    }
}
