using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

public sealed class SchemaTests(EmbeddedClickHouse server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_schema_applies_twice_and_fits()
    {
        EmbeddedClickHouse.Require();
        var options = server.Options();

        await DatabaseSchema.ApplyAsync(options, Stop);
        await DatabaseSchema.ApplyAsync(options, Stop);

        Assert.Empty(await DatabaseSchema.CompareAsync(options, Stop));
        await DatabaseSchema.CheckAsync(options, Stop);
    }

    [Fact]
    public async Task Every_table_and_column_has_a_comment_and_every_table_a_view_without_version()
    {
        EmbeddedClickHouse.Require();
        var options = server.Options();
        await DatabaseSchema.ApplyAsync(options, Stop);
        using var client = server.Driver(options.Database);

        Assert.Equal(0UL, await client.ExecuteScalarAsync("SELECT count() FROM system.tables WHERE database = currentDatabase() AND comment = ''", cancellationToken: Stop));
        Assert.Equal(0UL, await client.ExecuteScalarAsync("SELECT count() FROM system.columns WHERE database = currentDatabase() AND comment = '' AND table NOT LIKE 'v\\_%'", cancellationToken: Stop));
        Assert.Equal((ulong)(Tables.All.Length + AnalystViews.All.Length), await client.ExecuteScalarAsync("SELECT count() FROM system.tables WHERE database = currentDatabase() AND engine = 'View'", cancellationToken: Stop));
        Assert.Equal(0UL, await client.ExecuteScalarAsync("SELECT count() FROM system.columns WHERE database = currentDatabase() AND table LIKE 'v\\_%' AND name = 'version'", cancellationToken: Stop));
        Assert.All(AnalystViews.All, view => Assert.All(view.Columns.Concat(view.Parameters), column => Assert.NotEmpty(column.Comment)));
        foreach (var table in Tables.All) await client.ExecuteNonQueryAsync($"SELECT * FROM {table.View}", cancellationToken: Stop);
    }

    [Fact]
    public void Tables_of_commerce_are_those_that_the_engine_declares_with_a_comment_of_its_own_for_every_column()
    {
        Assert.Equal(CommerceTables.All.Select(t => t.Name), CommerceSchema.All.Select(t => t.Name));
        foreach (var (declared, table) in CommerceTables.All.Zip(CommerceSchema.All))
        {
            Assert.Equal(declared.Columns.Select(c => c.Name), table.Columns.Select(c => c.Name).Where(c => c != Table.Version));
            Assert.Equal((declared.KeyColumns, declared.IsVersioned), (table.KeyColumns, table.HasVersion));
            Assert.Equal(table.Columns.Length, table.Columns.Select(c => c.Comment).Distinct().Count());
        }
    }

    [Fact]
    public async Task An_altered_or_missing_table_is_named_with_what_was_expected_and_found()
    {
        EmbeddedClickHouse.Require();
        var options = server.Options();
        await DatabaseSchema.ApplyAsync(options, Stop);
        using var client = server.Driver(options.Database);
        await client.ExecuteNonQueryAsync("ALTER TABLE entity_days MODIFY COLUMN gmv Int32, DROP COLUMN units, ADD COLUMN harmless UInt8", cancellationToken: Stop);
        await client.ExecuteNonQueryAsync("DROP TABLE scores", cancellationToken: Stop);
        await client.ExecuteNonQueryAsync("DROP TABLE engine_lag", cancellationToken: Stop);
        await client.ExecuteNonQueryAsync("CREATE TABLE engine_lag (partition Int32, minute DateTime('UTC')) ENGINE = MergeTree PARTITION BY toDate(minute) ORDER BY partition", cancellationToken: Stop);

        var fault = await Assert.ThrowsAsync<ClickHouseFault>(() => DatabaseSchema.CheckAsync(options, Stop));

        Assert.Equal(ClickHouseFaultKind.Schema, fault.Kind);
        Assert.Contains("entity_days.gmv is Int32, expected Int64", fault.Message, StringComparison.Ordinal);
        Assert.Contains("entity_days.units is missing, expected Int64", fault.Message, StringComparison.Ordinal);
        Assert.Contains("scores is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("engine_lag.engine is MergeTree", fault.Message, StringComparison.Ordinal);
        Assert.Contains("engine_lag.sorting key is partition, expected partition, minute", fault.Message, StringComparison.Ordinal);
        Assert.Contains("engine_lag.partition key is toDate(minute), expected toYYYYMM(minute)", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("harmless", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task What_schema_print_shows_can_be_pasted_into_a_client()
    {
        EmbeddedClickHouse.Require();
        var options = server.Options();
        using var http = server.Http();

        foreach (var statement in DatabaseSchema.Print(options.Database).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            await EmbeddedServerTests.PostAsync(http, "/", statement);

        await DatabaseSchema.CheckAsync(options, Stop);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var options = new ClickHouseOptions { Port = 1, Password = new Secret("canary-4711") };

        var fault = await Assert.ThrowsAsync<ClickHouseFault>(() => DatabaseSchema.CheckAsync(options, Stop));

        Assert.Equal(ClickHouseFaultKind.Unreachable, fault.Kind);
        Assert.StartsWith("ClickHouse at http://127.0.0.1:1/ failed at checking the tables: nothing answers there: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", fault.ToString() + options, StringComparison.Ordinal);
    }

    [Fact]
    public void Minutes_have_the_metrics_of_the_hour_window_and_the_other_tables_all()
    {
        var all = Metrics.Names;
        Assert.Equal(all.Where((_, m) => (Metrics.HourMask >> m & 1) != 0), Tables.EntityMinutes.Columns.Skip(4).Select(c => c.Name));
        Assert.Equal(all, Tables.EntityHours.Columns.Skip(4).Select(c => c.Name));
        Assert.Equal([.. all, "buyers"], Tables.EntityDays.Columns.Skip(4).Select(c => c.Name));
    }

    [Fact]
    public void Another_host_is_spoken_to_over_https_unless_told_otherwise()
    {
        Assert.Equal("http://127.0.0.1:8123/", new ClickHouseOptions().Endpoint.ToString());
        Assert.Equal("https://db.example:8443/", new ClickHouseOptions { Host = "db.example" }.Endpoint.ToString());
        Assert.Equal("http://db.example:8123/", new ClickHouseOptions { Host = "db.example", Https = false }.Endpoint.ToString());
        Assert.Equal("https://localhost:9/", new ClickHouseOptions { Host = "localhost", Https = true, Port = 9 }.Endpoint.ToString());
    }
}
