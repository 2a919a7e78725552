namespace StreamEngine.ClickHouse.Schema;

/// <summary>
/// The rights of those who work with the database, as SQL for an administrator: each role may do its own work and nothing else. Printed, never applied by this
/// program, which should not hold the rights to give rights. Every statement can be run again.
/// </summary>
public static class Roles
{
    /// <summary>Makes tables and views: <c>schema apply</c>.</summary>
    public const string Ddl = "se_ddl";

    /// <summary>Adds rows and compares the tables' shapes, and neither reads nor changes what is there: <c>run</c>.</summary>
    public const string Writer = "se_writer";

    /// <summary>Reads the tables: programs that look things up.</summary>
    public const string Reader = "se_reader";

    /// <summary>Reads the views, within limits: people.</summary>
    public const string Analyst = "se_analyst";

    /// <summary>Whose rights the views read with, so that who may read a view needs no right to its table. Nobody can log in as it.</summary>
    public const string ViewOwner = "se_views";

    /// <summary>All statements, in order.</summary>
    /// <param name="database">The database of the tables.</param>
    public static IEnumerable<string> Statements(string database)
    {
        var all = $"{SchemaSql.Name(database)}.*";
        foreach (var role in (string[])[Ddl, Writer, Reader, Analyst]) yield return $"CREATE ROLE IF NOT EXISTS {role}";

        yield return $"GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, DROP VIEW, SELECT, SHOW TABLES, SHOW COLUMNS ON {all} TO {Ddl}";
        foreach (var table in Tables.All) yield return $"GRANT INSERT ON {Of(database, table.Name)} TO {Writer}";
        yield return $"GRANT SHOW TABLES, SHOW COLUMNS ON {all} TO {Writer}";
        foreach (var table in Tables.All) yield return $"GRANT SELECT ON {Of(database, table.Name)} TO {Reader}";
        foreach (var role in (string[])[Ddl, Writer, Reader])
        {
            foreach (var table in (string[])["tables", "columns"]) yield return $"GRANT SELECT ON system.{table} TO {role}";
        }

        yield return $"CREATE USER IF NOT EXISTS {ViewOwner} HOST NONE";
        yield return $"GRANT {Reader} TO {ViewOwner}";
        yield return $"ALTER USER {ViewOwner} DEFAULT ROLE {Reader}";
        foreach (var view in Tables.All.Select(t => t.View).Concat(AnalystViews.All.Select(v => v.Name)))
        {
            yield return $"ALTER TABLE {Of(database, view)} MODIFY SQL SECURITY DEFINER DEFINER = {ViewOwner}";
            yield return $"GRANT SELECT ON {Of(database, view)} TO {Analyst}";
        }
        yield return $"CREATE SETTINGS PROFILE IF NOT EXISTS {Analyst} SETTINGS readonly = 1, max_execution_time = 60 CONST, max_memory_usage = 4000000000 CONST, max_result_rows = 1000000 CONST TO {Analyst}";
        yield return $"CREATE QUOTA IF NOT EXISTS {Analyst} FOR INTERVAL 1 hour MAX queries = 10000, execution_time = 3600 TO {Analyst}";
    }

    /// <summary>The SQL for a reader or a client of theirs.</summary>
    public static string Print(string database = ClickHouseOptions.DefaultDatabase) =>
        "-- For an administrator. Again after every `schema apply`: it makes the views anew, and until then analysts are refused.\n"
        + "-- Users get a role each: CREATE USER engine IDENTIFIED BY '...' DEFAULT ROLE se_writer; GRANT se_writer TO engine;\n\n"
        + string.Join(";\n", Statements(database)) + ";\n";

    private static string Of(string database, string name) => $"{SchemaSql.Name(database)}.{name}";
}
