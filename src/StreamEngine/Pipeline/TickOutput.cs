using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

/// <summary>Everything that leaves the engine at one tick, of all lanes and the merge. Absolute and keyed: sending it again changes nothing.</summary>
public sealed class TickOutput
{
    /// <summary>The tick, ms since the Unix epoch.</summary>
    public required long Tick { get; init; }

    /// <summary>Tier changes of the tick, by kind, then id in UTF-8 order.</summary>
    public required IReadOnlyList<TierChange> Changes { get; init; }

    /// <summary>Rows of entity_minutes.</summary>
    public EntityRows Minutes { get; } = new();

    /// <summary>Rows of entity_hours.</summary>
    public EntityRows Hours { get; } = new();

    /// <summary>Rows of entity_days.</summary>
    public EntityRows Days { get; } = new();

    /// <summary>Rows of scores.</summary>
    public List<ScoreRow> Scores { get; } = [];

    /// <summary>Rows in all tables.</summary>
    public int RowCount => Minutes.Count + Hours.Count + Days.Count + Scores.Count;
}
