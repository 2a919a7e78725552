namespace StreamEngine.ClickHouse.Schema;

/// <summary>One way in which a table does not fit.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column, or what of the table: engine, sorting key, partition key; empty when the table is missing.</param>
/// <param name="Expected">What the engine writes.</param>
/// <param name="Found">What is there; "missing" when nothing is.</param>
public sealed record SchemaMismatch(string Table, string Column, string Expected, string Found)
{
    /// <summary>Stands for what is not there.</summary>
    internal const string Missing = "missing";

    /// <summary>One clause of a message.</summary>
    public override string ToString() => Column.Length == 0 ? $"{Table} is {Found}" : $"{Table}.{Column} is {Found}, expected {Expected}";
}
