using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Parameters;
using ClickHouse.Driver.Utility;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>Prints, makes and checks the tables and views.</summary>
public static class DatabaseSchema
{
    /// <summary>The SQL that makes everything, for a reader or a client of theirs.</summary>
    public static string Print(string database = ClickHouseOptions.DefaultDatabase) =>
        string.Join(";\n\n", SchemaSql.Tables(database).Concat(SchemaSql.Views(database))) + ";\n";

    /// <summary>Makes what is not there - tables, views, and columns that a table lacks; running it again changes nothing. What is there stays as it is.</summary>
    /// <exception cref="ClickHouseFault">The server is not reached or refuses.</exception>
    public static async Task ApplyAsync(ClickHouseOptions options, CancellationToken stop)
    {
        using var client = ClickHouseClients.Create(options, database: "default");
        try
        {
            foreach (var statement in SchemaSql.Tables(options.Database)) await client.ExecuteNonQueryAsync(statement, cancellationToken: stop);
            var found = await ReadAsync(client, options.Database, stop);
            foreach (var table in Tables.All.Where(t => found.ContainsKey(t.Name)))
            {
                if (SchemaSql.AddMissing(options.Database, table, found[table.Name].Columns.ContainsKey) is { } addition)
                    await client.ExecuteNonQueryAsync(addition, cancellationToken: stop);
            }
            foreach (var statement in SchemaSql.Views(options.Database)) await client.ExecuteNonQueryAsync(statement, cancellationToken: stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            throw ServerFaults.Of(e, options, "making the tables");
        }
    }

    /// <summary>Compares the server's tables with ours, before anything is read or written.</summary>
    /// <exception cref="ClickHouseFault">A table does not fit: every difference is named with table, column, expected and found. Or the server is not reached.</exception>
    public static async Task CheckAsync(ClickHouseOptions options, CancellationToken stop)
    {
        if (FaultOf(await CompareAsync(options, stop), options) is { } fault) throw fault;
    }

    /// <summary>Every difference; none when all fits.</summary>
    /// <exception cref="ClickHouseFault">The server is not reached or refuses.</exception>
    public static async Task<IReadOnlyList<SchemaMismatch>> CompareAsync(ClickHouseOptions options, CancellationToken stop)
    {
        using var client = ClickHouseClients.Create(options, database: "default");
        try
        {
            var found = await ReadAsync(client, options.Database, stop);
            return [.. Tables.All.SelectMany(table => SchemaCheck.Compare(table, found.GetValueOrDefault(table.Name)))];
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            throw ServerFaults.Of(e, options, "checking the tables");
        }
    }

    /// <summary>Differences as a fault that names them all and what to do; null when there are none.</summary>
    internal static ClickHouseFault? FaultOf(IReadOnlyList<SchemaMismatch> mismatches, ClickHouseOptions options)
    {
        if (mismatches.Count == 0) return null;
        var missing = mismatches.Any(m => m.Column.Length == 0 || m.Found == SchemaMismatch.Missing);
        return new ClickHouseFault(
            $"ClickHouse at {options.Endpoint}, database {options.Database}, does not fit: {string.Join("; ", mismatches)}. "
            + (missing ? "Run `streamengine schema apply`." : "Rename the table and run `streamengine schema apply`, or alter it to what `streamengine schema print` shows."),
            ClickHouseFaultKind.Schema);
    }

    private static async Task<Dictionary<string, FoundTable>> ReadAsync(ClickHouseClient client, string database, CancellationToken stop)
    {
        var parameters = new ClickHouseParameterCollection();
        parameters.AddParameter("database", database);
        var columns = new Dictionary<string, Dictionary<string, string>>();
        await using (var reader = await client.ExecuteReaderAsync("SELECT table, name, type FROM system.columns WHERE database = {database:String}", parameters, cancellationToken: stop))
        {
            while (await reader.ReadAsync(stop))
            {
                if (!columns.TryGetValue(reader.GetString(0), out var types)) columns[reader.GetString(0)] = types = [];
                types[reader.GetString(1)] = reader.GetString(2);
            }
        }
        var found = new Dictionary<string, FoundTable>();
        await using (var reader = await client.ExecuteReaderAsync("SELECT name, engine_full, sorting_key, partition_key FROM system.tables WHERE database = {database:String}", parameters, cancellationToken: stop))
        {
            while (await reader.ReadAsync(stop))
                found[reader.GetString(0)] = new FoundTable(reader.GetString(1), reader.GetString(2), reader.GetString(3), columns.GetValueOrDefault(reader.GetString(0)) ?? []);
        }
        return found;
    }
}
