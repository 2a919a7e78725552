using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>Rows of the three tables of buckets, on their way out.</summary>
public sealed class RowBlocks
{
    /// <summary>Rows of entity_minutes.</summary>
    public EntityRows Minutes { get; } = new();

    /// <summary>Rows of entity_hours.</summary>
    public EntityRows Hours { get; } = new();

    /// <summary>Rows of entity_days.</summary>
    public EntityRows Days { get; } = new();

    /// <summary>Rows in all three.</summary>
    public int Count => Minutes.Count + Hours.Count + Days.Count;

    /// <summary>The block of a window's table.</summary>
    public EntityRows Of(WindowKind window) => window switch
    {
        WindowKind.Hour => Minutes,
        WindowKind.Day => Hours,
        _ => Days,
    };

    /// <summary>Copies all rows of another set of blocks in.</summary>
    public void AddRange(RowBlocks other)
    {
        Minutes.AddRange(other.Minutes);
        Hours.AddRange(other.Hours);
        Days.AddRange(other.Days);
    }

    /// <summary>Forgets all rows and keeps the memory.</summary>
    public void Clear()
    {
        Minutes.Clear();
        Hours.Clear();
        Days.Clear();
    }
}
