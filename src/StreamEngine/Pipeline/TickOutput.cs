using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

/// <summary>Everything that leaves the engine at one tick, of all lanes and the merge. Absolute and keyed: sending it again changes nothing.</summary>
public sealed class TickOutput
{
    /// <summary>The tick, ms since the Unix epoch.</summary>
    public required long Tick { get; init; }

    /// <summary>Tier changes of the tick, by kind, then id in UTF-8 order.</summary>
    public List<TierChange> Changes { get; } = [];

    /// <summary>Rows of entity_minutes, entity_hours and entity_days.</summary>
    public RowBlocks Rows { get; } = new();

    /// <summary>Rows of entity_minutes.</summary>
    public EntityRows Minutes => Rows.Minutes;

    /// <summary>Rows of entity_hours.</summary>
    public EntityRows Hours => Rows.Hours;

    /// <summary>Rows of entity_days.</summary>
    public EntityRows Days => Rows.Days;

    /// <summary>Rows of scores.</summary>
    public List<ScoreRow> Scores { get; } = [];

    /// <summary>Rows of the commerce tables.</summary>
    public CommerceRows CommerceRows { get; } = new();

    /// <summary>What is published besides tier changes, by topic, then id in UTF-8 order.</summary>
    public List<Announcement> Announcements { get; } = [];

    /// <summary>Whether anything of it is for a topic.</summary>
    internal bool HasFacts => Changes.Count + Announcements.Count > 0;

    /// <summary>Set on an output that puts nothing out and says that all of a cut's ticks have been put out.</summary>
    internal Cut? Cut { get; init; }

    /// <summary>Rows in all tables.</summary>
    public int RowCount => Rows.Count + Scores.Count + CommerceRows.Count;
}
