using StreamEngine.ClickHouse.Schema;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Row "ClickHouse rights" of the security table, as far as an engine without users can show it: the statements are ClickHouse's, and say what they should.</summary>
public sealed class RolesTests(EmbeddedClickHouse server)
{
    [Fact]
    public async Task Security_clickhouse_rights_every_statement_is_one_that_ClickHouse_reads_as_it_is_meant()
    {
        EmbeddedClickHouse.Require();
        using var client = server.Driver();
        foreach (var statement in Roles.Statements("stream_engine"))
        {
            var parameters = new global::ClickHouse.Driver.ADO.Parameters.ClickHouseParameterCollection();
            global::ClickHouse.Driver.Utility.ClickHouseParameterCollectionExtensions.AddParameter(parameters, "statement", statement);
            var read = (string)await client.ExecuteScalarAsync("SELECT formatQuerySingleLine({statement:String})", parameters, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(Words(statement), Words(read));
        }
    }

    [Fact]
    public void Security_clickhouse_rights_the_writer_can_insert_into_named_tables_and_neither_read_nor_drop()
    {
        var grants = Of(Roles.Writer);
        foreach (var table in Tables.All) Assert.Contains($"GRANT INSERT ON `d`.{table.Name} TO {Roles.Writer}", grants);
        Assert.DoesNotContain(grants, g => g.Contains("DROP", StringComparison.Ordinal) || g.Contains("ALTER", StringComparison.Ordinal) || g.Contains("INSERT ON `d`.*", StringComparison.Ordinal));
        Assert.Equal(["GRANT SELECT ON system.columns", "GRANT SELECT ON system.tables"], grants.Where(g => g.Contains("SELECT", StringComparison.Ordinal)).Select(g => g[..g.IndexOf(" TO ", StringComparison.Ordinal)]).Order());
    }

    [Fact]
    public void Security_clickhouse_rights_an_analyst_sees_the_views_and_nothing_else()
    {
        var grants = Of(Roles.Analyst);
        var views = Tables.All.Select(t => t.View).Concat(AnalystViews.All.Select(v => v.Name));
        Assert.Equal(views.Select(v => $"GRANT SELECT ON `d`.{v} TO {Roles.Analyst}").Order(), grants.Order());
        Assert.Contains(Roles.Statements("d"), s => s.Contains("readonly = 1", StringComparison.Ordinal) && s.EndsWith($"TO {Roles.Analyst}", StringComparison.Ordinal));
    }

    private static List<string> Of(string role) => [.. Roles.Statements("d").Where(s => s.StartsWith("GRANT ", StringComparison.Ordinal) && s.EndsWith($" TO {role}", StringComparison.Ordinal))];

    // ClickHouse prints the same words, some in another order or with other quotes and brackets.
    private static IEnumerable<string> Words(string sql) => sql.Split([' ', ',', '.', '`', '(', ')', '='], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
