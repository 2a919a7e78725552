using System.Collections.Immutable;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>
/// A table: the one definition behind the statements that make it, the order in which the writer sends its columns, and the check at the start.
/// </summary>
public sealed record Table
{
    /// <summary>Name of the column by which a row replaces an older one.</summary>
    public const string Version = "version";

    /// <summary>Its name in the database.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required string Comment { get; init; }

    /// <summary>
    /// Its columns: first those of the key, in the sorting key's order, then <see cref="Version"/> if it has one, then the others. The writer relies on it.
    /// </summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>How many of the columns make the key.</summary>
    public required int KeyColumns { get; init; }

    /// <summary>The partition's expression, a function of the key (or versions would not meet); empty for one partition.</summary>
    public string PartitionBy { get; init; } = "";

    /// <summary>Name of the key column that a search for one entity goes by and that is not first in the key; it gets a Bloom filter.</summary>
    public string? SearchedBy { get; init; }

    /// <summary>Whether rows have versions; a table without holds rows that are equal whenever they are sent again.</summary>
    public bool HasVersion => Columns.Any(c => c.Name == Version);

    /// <summary>The view that analysts use: the newest row of every key.</summary>
    public string View => "v_" + Name;

    /// <summary>The engine's text, as <c>system.tables.engine_full</c> begins.</summary>
    public string Engine => HasVersion ? $"ReplacingMergeTree({Version})" : "ReplacingMergeTree";

    /// <summary>The sorting key, as <c>system.tables.sorting_key</c> prints it.</summary>
    public string SortingKey => string.Join(", ", Columns.Take(KeyColumns).Select(c => c.Name));
}
