using StreamEngine.ClickHouse.Schema;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// Turns the rows of an insert into columns, in ClickHouse's format Native: one block, each column with its name and type. The server compares the types
/// with its table's, so that nothing is misread by a table that was altered, and copies columns instead of parsing values. Columns that hold nothing but
/// their default are left out. One of these for each table; it holds one insert at a time. Not thread-safe.
/// </summary>
internal sealed class NativeRows(Table table) : IRowReceiver
{
    /// <summary>The format's name.</summary>
    public const string Format = "Native";

    private NativeColumn[] _columns = NewColumns(table);

    /// <summary>The insert's bytes; they last until the next call.</summary>
    public (NativeBody Body, IReadOnlyList<string> Columns) Encode(InsertBatch batch)
    {
        foreach (var column in _columns) column.Clear();
        var receiver = this;
        batch.ForEach(ref receiver);
        var body = new NativeBody();
        var names = new List<string>(_columns.Length);
        var present = Enumerable.Range(0, _columns.Length).Where(i => i < table.KeyColumns || !_columns[i].IsDefault).ToList();
        body.Number(present.Count);
        body.Number(batch.Rows);
        foreach (var i in present)
        {
            names.Add(table.Columns[i].Name);
            body.Text(table.Columns[i].Name);
            body.Text(table.Columns[i].Type);
            _columns[i].WritePrefix(body);
            _columns[i].WriteData(body);
        }
        return (body, names);
    }

    /// <summary>Leaves the last insert's bytes to whoever may still read them, and takes new memory for the next one.</summary>
    public void Renew() => _columns = NewColumns(table);

    void IRowReceiver.Take(ReadOnlySpan<byte> row, in RowPlace place)
    {
        var at = 0;
        foreach (var column in _columns)
        {
            if (row[at++] != 0) column.AppendDefault();
            else at += column.Append(row[at..]);
        }
    }

    private static NativeColumn[] NewColumns(Table table) => [.. table.Columns.Select(c => NativeColumn.Of(c.Type))];
}
