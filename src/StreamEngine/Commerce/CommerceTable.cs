using System.Collections.Immutable;

namespace StreamEngine.Commerce;

/// <summary>
/// A table that a commerce system fills: its declaration, from which rows are encoded for files, checkpoints and ClickHouse. The first columns are the key; of
/// two rows of a key the one with the higher version is the row.
/// </summary>
/// <param name="name">Its name in files and in ClickHouse.</param>
/// <param name="keyColumns">How many of the columns, from the first on, are the key.</param>
/// <param name="isVersioned">Whether a key's row can change; one that cannot is the same whenever it is put out again.</param>
/// <param name="columns">All columns, in their order.</param>
public sealed class CommerceTable(string name, int keyColumns, bool isVersioned, params ImmutableArray<CommerceColumn> columns)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>How many of the columns are the key.</summary>
    public int KeyColumns { get; } = keyColumns;

    /// <summary>Whether a key's row can change.</summary>
    public bool IsVersioned { get; } = isVersioned;

    /// <summary>All columns, those of the key first.</summary>
    public ImmutableArray<CommerceColumn> Columns { get; } = columns;
}
