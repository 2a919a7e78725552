using System.Text;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>The statements that make the database. Every one can be run again.</summary>
internal static class SchemaSql
{
    /// <summary>Database and tables.</summary>
    public static IEnumerable<string> Tables(string database)
    {
        yield return $"CREATE DATABASE IF NOT EXISTS {Name(database)} COMMENT {Text("Aggregates, scores and tiers of live commerce, written by StreamEngine")}";
        foreach (var table in Schema.Tables.All) yield return Create(database, table);
    }

    /// <summary>Views, which need the tables with all their columns.</summary>
    public static IEnumerable<string> Views(string database) =>
        Schema.Tables.All.Select(table => CreateView(database, table)).Concat(AnalystViews.All.Select(view => CreateView(database, view)));

    /// <summary>Adds the columns that a table lacks, each behind the one that it follows in ours; null when it has all.</summary>
    public static string? AddMissing(string database, Table table, Func<string, bool> has)
    {
        var missing = Enumerable.Range(table.KeyColumns, table.Columns.Length - table.KeyColumns).Where(i => !has(table.Columns[i].Name)).ToList();
        return missing.Count == 0 ? null
            : $"ALTER TABLE {Name(database)}.{table.Name} {string.Join(", ", missing.Select(i => $"ADD COLUMN IF NOT EXISTS {Definition(table.Columns[i])} AFTER {Name(table.Columns[i - 1].Name)}"))}";
    }

    /// <summary>A name in backticks.</summary>
    public static string Name(string name) => "`" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + "`";

    private static string Create(string database, Table table)
    {
        var sql = new StringBuilder($"CREATE TABLE IF NOT EXISTS {Name(database)}.{table.Name}\n(\n");
        var lines = table.Columns.Select(c => "    " + Definition(c));
        if (table.SearchedBy is { } searched) lines = lines.Append($"    INDEX {searched}_bloom {Name(searched)} TYPE bloom_filter(0.01) GRANULARITY 4");
        sql.AppendJoin(",\n", lines).Append("\n)\nENGINE = ").Append(table.Engine);
        if (table.PartitionBy.Length > 0) sql.Append("\nPARTITION BY ").Append(table.PartitionBy);
        return sql.Append("\nORDER BY ").Append(table.KeyColumns == 1 ? table.SortingKey : $"({table.SortingKey})").Append("\nCOMMENT ").Append(Text(table.Comment)).ToString();
    }

    private static string Definition(Column column) =>
        $"{Name(column.Name)} {column.Type} COMMENT {Text(column.Comment)}{(column.Codec is null ? "" : $" CODEC({column.Codec})")}";

    private static string CreateView(string database, Table table)
    {
        var columns = string.Join(",\n    ", table.Columns.Where(c => c.Name != Table.Version).Select(c => Name(c.Name)));
        return $"CREATE OR REPLACE VIEW {Name(database)}.{table.View} AS\nSELECT\n    {columns}\nFROM {Name(database)}.{table.Name} FINAL\nCOMMENT {Text(table.Comment + ". One row a key: the newest")}";
    }

    // Columns are named with their types so that each has its comment. A view with parameters shows what its query makes all the same: a test compares.
    private static string CreateView(string database, AnalystView view)
    {
        var columns = string.Join(",\n", view.Columns.Select(c => "    " + Definition(c)));
        var comment = view.Comment + string.Concat(view.Parameters.Select((p, i) => $"{(i == 0 ? ". Parameters: " : "; ")}{p.Name} ({p.Type}), {p.Comment}"));
        return $"CREATE OR REPLACE VIEW {Name(database)}.{view.Name}\n(\n{columns}\n)\nCOMMENT {Text(comment)}\nAS\n{view.Select(Name(database))}";
    }

    private static string Text(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
