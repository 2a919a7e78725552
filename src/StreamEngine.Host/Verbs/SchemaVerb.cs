using System.CommandLine;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Verbs;

/// <summary><c>schema</c>: the tables and views of ClickHouse, printed or made.</summary>
internal static class SchemaVerb
{
    private static readonly Option<bool> OfRoles = new("--roles") { Description = "Print the SQL of four roles instead: who may make tables, write, read, and look." };

    public static Command Create()
    {
        var print = Verb.Create("print", "Print the SQL that makes the tables and views, with their comments.", "streamengine schema print > schema.sql", PrintAsync);
        print.Add(OfRoles);
        var verb = new Command("schema", "Print or make the tables and views that rows go to.");
        verb.Add(print);
        verb.Add(Verb.Create("apply", "Make the tables and views that are not there; what is there stays as it is.",
            "streamengine schema apply --set clickhouse.host=127.0.0.1", ApplyAsync));
        return verb;
    }

    private static Task<int> PrintAsync(VerbContext context, CancellationToken stop)
    {
        var database = context.Options.ClickHouse.Database;
        var sql = context.Get(OfRoles) ? Roles.Print(database) : DatabaseSchema.Print(database);
        if (context.Json) context.PrintJson(new { Database = database, Sql = sql });
        else context.Out.Write(sql);
        return Task.FromResult(ExitCode.Success);
    }

    private static async Task<int> ApplyAsync(VerbContext context, CancellationToken stop)
    {
        var options = context.Options.ClickHouse;
        await DatabaseSchema.ApplyAsync(options, stop);
        await DatabaseSchema.CheckAsync(options, stop);
        var tables = Tables.All.Select(table => table.Name).ToList();
        if (context.Json) context.PrintJson(new { Address = options.Endpoint.ToString(), options.Database, Tables = tables });
        else context.Out.WriteLine($"Database {options.Database} at {options.Endpoint} has {tables.Count} tables and their views: {string.Join(", ", tables)}");
        return ExitCode.Success;
    }
}
