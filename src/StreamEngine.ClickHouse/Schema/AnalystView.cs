using System.Collections.Immutable;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>A question of analysts as a view over the tables: the one definition behind the statement that makes it and the documentation.</summary>
public sealed record AnalystView
{
    /// <summary>Its name in the database.</summary>
    public required string Name { get; init; }

    /// <summary>The question that it answers, and what to know about the answer.</summary>
    public required string Comment { get; init; }

    /// <summary>What must be given in brackets behind its name, with type and meaning; none for most views.</summary>
    public ImmutableArray<Column> Parameters { get; init; } = [];

    /// <summary>The columns of the answer.</summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>
    /// The query, given the quoted name of the database. It reads tables, never views, so that whoever owns the views needs no more than the right to read tables.
    /// </summary>
    public required Func<string, string> Select { get; init; }
}
