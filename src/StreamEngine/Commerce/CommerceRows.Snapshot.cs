using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>How a row is written to a snapshot and read back; the block around it is <see cref="Save"/> and <see cref="Load"/>.</summary>
public sealed partial class CommerceRows
{
    internal void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)Count);
        for (var i = 0; i < Count; i++)
        {
            var row = this[i];
            to.Text(row.Table.Name);
            to.Signed(row.Version);
            for (var column = 0; column < row.Table.Columns.Length; column++)
            {
                if (row.Table.Columns[column].HasBytes) to.Bytes(row.Text(column));
                else to.Signed(row.Integer(column));
            }
        }
    }

    internal void Load(SnapshotReader from)
    {
        for (var left = from.Count(); left > 0; left--)
        {
            var name = from.Text();
            var table = CommerceTables.Find(name) ?? throw new InvalidDataException($"rows of a table {name}, which this program does not have");
            Begin(table, from.Signed());
            foreach (var column in table.Columns)
            {
                if (column.HasBytes) Bytes(from.Bytes());
                else Value(from.Signed());
            }
        }
    }
}
