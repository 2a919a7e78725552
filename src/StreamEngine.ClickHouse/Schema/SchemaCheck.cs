namespace StreamEngine.ClickHouse.Schema;

/// <summary>A table as the server describes it.</summary>
/// <param name="Engine">Its engine with arguments.</param>
/// <param name="SortingKey">Its sorting key.</param>
/// <param name="PartitionKey">Its partition key; empty when it has none.</param>
/// <param name="Columns">Type by column name.</param>
internal sealed record FoundTable(string Engine, string SortingKey, string PartitionKey, IReadOnlyDictionary<string, string> Columns);

/// <summary>Compares what is there with what the engine writes. Pure.</summary>
internal static class SchemaCheck
{
    /// <summary>Every difference that matters to the writer. More columns than ours do no harm: they take their defaults.</summary>
    public static IEnumerable<SchemaMismatch> Compare(Table table, FoundTable? found)
    {
        if (found is null)
        {
            yield return new SchemaMismatch(table.Name, "", "a table", SchemaMismatch.Missing);
            yield break;
        }
        if (!FitsEngine(table, found.Engine)) yield return new SchemaMismatch(table.Name, "engine", table.Engine, found.Engine);
        if (found.SortingKey != table.SortingKey) yield return new SchemaMismatch(table.Name, "sorting key", table.SortingKey, found.SortingKey);
        if (found.PartitionKey != table.PartitionBy)
            yield return new SchemaMismatch(table.Name, "partition key", table.PartitionBy.Length == 0 ? "none" : table.PartitionBy, found.PartitionKey.Length == 0 ? "none" : found.PartitionKey);
        foreach (var column in table.Columns)
        {
            var type = found.Columns.GetValueOrDefault(column.Name);
            if (type != column.Type) yield return new SchemaMismatch(table.Name, column.Name, column.Type, type ?? SchemaMismatch.Missing);
        }
    }

    // A replicated or shared table has arguments of its own in front of the version.
    private static bool FitsEngine(Table table, string engine)
    {
        var name = engine.Split('(', ' ')[0];
        if (!name.EndsWith("ReplacingMergeTree", StringComparison.Ordinal)) return false;
        var start = engine.IndexOf('(', StringComparison.Ordinal);
        var end = start < 0 || start > name.Length ? -1 : engine.IndexOf(')', start);
        var last = end < 0 ? "" : engine[(start + 1)..end].Split(',')[^1].Trim();
        return table.HasVersion ? last == Table.Version : last != Table.Version;
    }
}
