using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Decisions;

/// <summary>
/// The manual decisions of a partition: the ids of those that were applied, the events that are reversed, the tiers that are frozen, and the newest decisions
/// as they were made. Decisions are rare: everything here is small and simple. Owned by the lane's thread.
/// </summary>
/// <param name="windowDays">Days of the month window: as long as it holds an event, the event's reversal is remembered, and as long a decision's id.</param>
/// <param name="limit">Ids, and reversed events, that are remembered at most; then the oldest goes, counted.</param>
internal sealed partial class DecisionLedger(int windowDays, long limit)
{
    /// <summary>Decisions kept as they were made, for explanations; the table <c>decisions</c> has them all.</summary>
    public const int Kept = 4096;

    private readonly Deduplication _ids = new(windowDays * 24L * WindowSpans.HourMinutes * WindowSpans.MinuteMs, limit);
    private readonly Dictionary<UInt128, (int Day, long Order)> _reversed = [];
    private readonly Queue<ManualDecision> _kept = [];
    private readonly Dictionary<(EntityKind Kind, int Entity), ManualDecision> _frozen = [];
    private long _order, _reversedEvicted;

    /// <summary>Decisions since the last tick.</summary>
    public List<ManualDecision> New { get; } = [];

    /// <summary>The newest decisions, oldest first.</summary>
    public IEnumerable<ManualDecision> Newest => _kept;

    /// <summary>Ids and reversals forgotten before their time because there were too many.</summary>
    public long Evicted => _ids.Evicted + _reversedEvicted;

    /// <summary>Whether a decision of that id was applied.</summary>
    public bool IsKnown(UInt128 id, long eventTime) => _ids.Contains(id, eventTime);

    /// <summary>Whether an event of that id is reversed; a reversal is forgotten when the month window of <paramref name="today"/> no longer holds the event.</summary>
    public bool IsReversed(UInt128 original, int today) => _reversed.TryGetValue(original, out var reversal) && reversal.Day > today - windowDays;

    /// <summary>Notes a decision that is applied. <paramref name="eventTime"/> includes it.</summary>
    public void Add(UInt128 id, ManualDecision decision, long eventTime)
    {
        _ids.Add(id, eventTime);
        New.Add(decision);
        _kept.Enqueue(decision);
        if (_kept.Count > Kept) _kept.Dequeue();
    }

    /// <summary>Notes that an event of a day is reversed.</summary>
    public void Reverse(UInt128 original, int day, int today)
    {
        if (_reversed.Count >= limit) Expire(today);
        if (_reversed.Count >= limit)
        {
            _reversed.Remove(_reversed.MinBy(r => r.Value.Order).Key);
            _reversedEvicted++;
        }
        _reversed[original] = (day, _order++);
    }

    /// <summary>Notes that an event is no longer reversed.</summary>
    public void Reinstate(UInt128 original) => _reversed.Remove(original);

    /// <summary>Notes whose decision froze a tier.</summary>
    public void Freeze(EntityKind kind, int entity, ManualDecision decision) => _frozen[(kind, entity)] = decision;

    /// <summary>Notes that a tier is released, or its entity forgotten.</summary>
    public void Release(EntityKind kind, int entity) => _frozen.Remove((kind, entity));

    /// <summary>The decision that keeps an entity's tier frozen; null when it is not.</summary>
    public ManualDecision? FrozenBy(EntityKind kind, int entity) => _frozen.GetValueOrDefault((kind, entity));

    private void Expire(int today)
    {
        foreach (var (original, _) in _reversed.Where(r => r.Value.Day <= today - windowDays).ToList()) _reversed.Remove(original);
    }
}
