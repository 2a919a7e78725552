using System.Runtime.InteropServices;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Scoring.Trials;

/// <summary>Counts the tier changes of a run by kind and hour of event time, and those that take an entity straight back. One thread.</summary>
public sealed class TierChangeTally
{
    /// <summary>Milliseconds of the hours that changes are counted in.</summary>
    public const long HourMs = WindowSpans.MinuteMs * WindowSpans.HourMinutes;

    private readonly Dictionary<(EntityKind Kind, long Hour), int> _hours = [];
    private readonly Dictionary<EntityKind, int> _returns = [];
    private readonly Dictionary<(EntityKind Kind, string Id), string> _before = [];

    /// <summary>Counts a change; an entity's changes come in the order of their ticks.</summary>
    public void Add(TierChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        // A change belongs to the hour of the instant before its tick, as rows do.
        var hour = (change.Tick - 1) / HourMs * HourMs;
        CollectionsMarshal.GetValueRefOrAddDefault(_hours, (change.Kind, hour), out _)++;
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(_before, (change.Kind, change.Id), out _);
        if (before == change.To) CollectionsMarshal.GetValueRefOrAddDefault(_returns, change.Kind, out _)++;
        before = change.From;
    }

    /// <summary>Changes of a kind by the hour's first millisecond; hours without any are absent.</summary>
    public IReadOnlyDictionary<long, int> Hours(EntityKind kind) => _hours.Where(h => h.Key.Kind == kind).ToDictionary(h => h.Key.Hour, h => h.Value);

    /// <summary>Changes of a kind back to the tier that the entity's change before had left.</summary>
    public int Returns(EntityKind kind) => _returns.GetValueOrDefault(kind);
}
