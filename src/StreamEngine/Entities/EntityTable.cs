using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// All entities of one kind at one owner: their ids, the three rings, running totals for the scorecard, and for how long each is kept.
/// Changes only when a tick closes: <see cref="Advance"/>, then folding, then evaluation by the score board, then <see cref="Leaving"/> and <see cref="Forget"/>. Owned by one thread.
/// </summary>
internal sealed partial class EntityTable
{
    private readonly PagedArray<Entity> _entities = new();
    private readonly WindowTotals _totals;
    private readonly EntityBudget _budget;
    private readonly WindowSpans _spans;
    private readonly ZoneCalendar _calendar;
    private readonly Dictionary<int, List<int>> _lastNamedOn = [];
    private readonly List<int> _leaving = [];
    private readonly SegmentMarks _unsaved = new();
    private readonly Predicate<int> _staysAfterAll;
    private int _oldestDay = int.MinValue;

    /// <param name="kind">The kind.</param>
    /// <param name="inputs">The sums that its scorecard needs; empty for kinds without one.</param>
    /// <param name="spans">Sizes of the windows.</param>
    /// <param name="calendar">Days of the configured zone.</param>
    /// <param name="budget">How many entities the owner may keep.</param>
    public EntityTable(EntityKind kind, ReadOnlySpan<WindowMetric> inputs, WindowSpans spans, ZoneCalendar calendar, EntityBudget budget)
    {
        Kind = kind;
        _spans = spans;
        _calendar = calendar;
        _budget = budget;
        _totals = new WindowTotals(inputs);
        _staysAfterAll = entity => _entities[entity].LastDay >= _oldestDay;
        Minutes = kind == EntityKind.Product ? null : new BucketRing(spans.Minutes, Metrics.HourMask);
        Hours = new BucketRing(spans.Hours, ulong.MaxValue);
        Days = new BucketRing(spans.Days, ulong.MaxValue);
        Buyers = kind == EntityKind.Product ? null : new BuyerSketches(kind);
    }

    /// <summary>The kind.</summary>
    public EntityKind Kind { get; }

    /// <summary>Ids to numbers; numbers index everything else here.</summary>
    public IdTable Ids { get; } = new();

    /// <summary>Minute buckets of the hour window; products have none.</summary>
    public BucketRing? Minutes { get; }

    /// <summary>Hour buckets of the day window.</summary>
    public BucketRing Hours { get; }

    /// <summary>Day buckets of the month window.</summary>
    public BucketRing Days { get; }

    /// <summary>Distinct buyers by day; products have none.</summary>
    public BuyerSketches? Buyers { get; }

    /// <summary>Distinct creators of the month, for the kinds that count them.</summary>
    public DistinctMembers? Creators { get; init; }

    /// <summary>Rows of buckets that began before this instant (ms) are not handed on: an epoch that begins without state knows only a part of them.</summary>
    public long RowFloor { get; set; } = long.MinValue;

    /// <summary>Entities whose inputs changed since the last evaluation, in order of first change.</summary>
    public List<int> Dirty { get; } = [];

    /// <summary>Sums that were cut at the end of a 64-bit integer.</summary>
    public long Saturated => Hours.Saturated + Days.Saturated + (Minutes?.Saturated ?? 0);

    public ref Entity this[int entity] => ref _entities[entity];

    /// <summary>The scorecard's inputs of an entity.</summary>
    public ReadOnlySpan<long> Totals(int entity)
    {
        if (_entities[entity].Overflowed) _totals.Recompute(entity, this);
        return _totals[entity];
    }

    /// <summary>The number of an id; it is admitted when it is new and the budget allows, else -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdmit(ulong hash, int parent, ReadOnlySpan<byte> name, out bool admitted)
    {
        var entity = Ids.Find(hash, parent, name);
        admitted = false;
        return entity >= 0 ? entity : Admit(hash, parent, name, out admitted);
    }

    /// <summary>Notes that an event of a day named the entity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Name(int entity, int day)
    {
        ref var state = ref _entities[entity];
        if (day > state.LastDay) ListUnder(entity, ref state, day);
    }

    /// <summary>Moves the windows so that they end with the buckets of <paramref name="instant"/>; what leaves is subtracted, and its last row handed on.</summary>
    public void Advance(long instant, RowBlocks rows)
    {
        var minute = instant / WindowSpans.MinuteMs;
        var day = _calendar.DayOf(instant);
        if (Minutes is not null)
        {
            var leaver = new Leaver(this, WindowKind.Hour, rows);
            Minutes.Advance(minute, ref leaver);
        }
        var hours = new Leaver(this, WindowKind.Day, rows);
        Hours.Advance(minute / WindowSpans.HourMinutes, ref hours);
        if (day - _spans.Days + 1 <= _oldestDay) return;
        var days = new Leaver(this, WindowKind.Month, rows);
        Days.Advance(day, ref days);
        ExpireDays(day - _spans.Days + 1);
    }

    /// <summary>Adds a tick's delta of an entity to its rings and totals, and marks it for evaluation. The windows have been moved before.</summary>
    public void Fold(int entity, in DeltaHead head, ReadOnlySpan<long> values, long version)
    {
        Name(entity, head.Day);
        _unsaved.Mark(entity);
        // Being named is enough to exist, and to have another category: it is evaluated although nothing is added.
        MarkDirty(entity);
        if (head.Mask == 0) return;
        var overflowed = false;
        if (Minutes is not null && head.InHourWindow)
        {
            Minutes.Add(entity, head.Minute, head.Mask, values, version);
            overflowed |= _totals.Add(entity, WindowKind.Hour, head.Mask, values);
        }
        if (head.InDayWindow)
        {
            Hours.Add(entity, head.Minute / WindowSpans.HourMinutes, head.Mask, values, version);
            overflowed |= _totals.Add(entity, WindowKind.Day, head.Mask, values);
        }
        Days.Add(entity, head.Day, head.Mask, values, version);
        overflowed |= _totals.Add(entity, WindowKind.Month, head.Mask, values);
        if (overflowed) _entities[entity].Overflowed = true;
    }

    /// <summary>Adds a tick's deltas to their entities.</summary>
    public void Fold(TickDeltas deltas, long version)
    {
        var prefetches = Ids.Count > Prefetch.WorthAbove;
        for (var row = 0; row < deltas.Count; row++)
        {
            if (prefetches)
            {
                if (row + 3 * FoldsAhead < deltas.Count) PrefetchHeads(deltas[row + 3 * FoldsAhead].Entity);
                if (row + 2 * FoldsAhead < deltas.Count) PrefetchBuckets(deltas[row + 2 * FoldsAhead].Entity);
                if (row + FoldsAhead < deltas.Count) PrefetchValues(deltas[row + FoldsAhead].Entity);
            }
            ref var head = ref deltas[row];
            Fold(head.Entity, in head, deltas.Values(row), version);
        }
    }

    /// <summary>Counts a buyer of a day, after the day's bucket has been folded.</summary>
    public void SeeBuyer(int entity, int day, ulong hash, long version)
    {
        var bucket = Days.Find(entity, day);
        if (bucket >= 0 && Buyers!.Add(bucket, hash)) Days.Touch(bucket, version);
    }

    /// <summary>Counts a creator that sold on a day.</summary>
    public void SeeCreator(int entity, int member, int day)
    {
        Creators!.See(entity, member, day);
        MarkDirty(entity);
    }

    public void MarkDirty(int entity)
    {
        ref var state = ref _entities[entity];
        if (state.Dirty) return;
        state.Dirty = true;
        _unsaved.Mark(entity);
        Dirty.Add(entity);
    }

    /// <summary>Notes that a product has another category or brand.</summary>
    public void MarkDescribed(int entity) => _unsaved.Mark(entity);

    /// <summary>Ends the round of evaluation.</summary>
    public void ClearDirty()
    {
        foreach (var entity in Dirty) _entities[entity].Dirty = false;
        Dirty.Clear();
    }

    /// <summary>Whether an entity goes with the tick that is being closed.</summary>
    public bool IsLeaving(int entity) => _entities[entity].LastDay < _oldestDay;

    /// <summary>The entities whose last naming event has left the month window, after they were evaluated once more: they go with <see cref="Forget"/>.</summary>
    public ReadOnlySpan<int> Leaving()
    {
        // Named again since its last day left: it stays.
        _leaving.RemoveAll(_staysAfterAll);
        return CollectionsMarshal.AsSpan(_leaving);
    }

    /// <summary>Forgets those that <see cref="Leaving"/> has named.</summary>
    public void Forget()
    {
        foreach (var entity in _leaving)
        {
            _unsaved.Mark(entity);
            Ids.Remove(entity);
            _budget.Return();
        }
        _leaving.Clear();
    }

    /// <summary>Hands on the rows of all buckets that changed since the last time.</summary>
    public void CollectRows(RowBlocks rows)
    {
        if (Minutes is not null)
        {
            var minutes = new RowWriter(this, WindowKind.Hour, rows);
            Minutes.VisitChanged(ref minutes);
        }
        var hours = new RowWriter(this, WindowKind.Day, rows);
        Hours.VisitChanged(ref hours);
        var days = new RowWriter(this, WindowKind.Month, rows);
        Days.VisitChanged(ref days);
    }

    /// <summary>The id of an entity as it leaves the engine.</summary>
    public ReadOnlySpan<byte> OutsideId(int entity, Span<byte> scratch) =>
        Owners is null ? Ids.Name(entity) : ProductId.Compose(Owners.Name(Ids.Parent(entity)), Ids.Name(entity), scratch);

    /// <summary>The ids of the merchants that products belong to.</summary>
    public IdTable? Owners { get; init; }

    /// <summary>The names that <see cref="Entity.Category"/> and <see cref="Entity.Brand"/> count in; null for kinds that have none.</summary>
    public NameTable? Categories { get; init; }

    /// <inheritdoc cref="Categories"/>
    public NameTable? Brands { get; init; }

    private int Admit(ulong hash, int parent, ReadOnlySpan<byte> name, out bool admitted)
    {
        admitted = _budget.TryTake();
        if (!admitted) return -1;
        var entity = Ids.Add(hash, parent, name);
        _unsaved.Mark(entity);
        _entities.Ensure(entity + 1);
        _entities[entity] = new Entity { LastDay = int.MinValue, Category = Entity.None, Brand = Entity.None };
        _totals.Admit(entity);
        Minutes?.Admit(entity);
        Hours.Admit(entity);
        Days.Admit(entity);
        Creators?.Admit(entity);
        return entity;
    }

    private void ListUnder(int entity, ref Entity state, int day)
    {
        state.LastDay = day;
        if (!_lastNamedOn.TryGetValue(day, out var list)) _lastNamedOn.Add(day, list = []);
        list.Add(entity);
    }

    private void ExpireDays(int oldest)
    {
        var from = _oldestDay == int.MinValue ? oldest : _oldestDay;
        _oldestDay = oldest;
        // Nothing is listed under a day after the window that the last call left behind, however far time has jumped.
        var stop = Math.Min(oldest, from + _spans.Days + 1);
        for (var day = from; day < stop; day++)
        {
            Creators?.Expire(day, MarkDirty);
            if (!_lastNamedOn.Remove(day, out var list)) continue;
            foreach (var entity in list)
            {
                if (_entities[entity].LastDay != day) continue;
                MarkDirty(entity);
                _leaving.Add(entity);
            }
        }
    }

    private long StartOf(WindowKind window, long span) => window switch
    {
        WindowKind.Hour => span * WindowSpans.MinuteMs,
        WindowKind.Day => span * WindowSpans.HourMinutes * WindowSpans.MinuteMs,
        _ => _calendar.StartOf((int)span),
    };

    private void AddRow(BucketRing ring, int handle, WindowKind window, RowBlocks rows)
    {
        ref readonly var bucket = ref ring[handle];
        var start = StartOf(window, ring.SpanOf(handle));
        if (start < RowFloor) return;
        Span<byte> scratch = stackalloc byte[NamePool.MaximumLength];
        var buyers = window == WindowKind.Month && Buyers is not null ? Buyers.Estimate(handle) : 0;
        rows.Of(window).Add(new EntityRow(Kind, OutsideId(bucket.Entity, scratch), start, bucket.Version, bucket.Mask, ring.Values(handle), buyers));
    }

    private readonly struct RowWriter(EntityTable table, WindowKind window, RowBlocks rows) : IBucketVisitor
    {
        public void Visit(BucketRing ring, int handle) => table.AddRow(ring, handle, window, rows);
    }

    private readonly struct Leaver(EntityTable table, WindowKind window, RowBlocks rows) : IBucketVisitor
    {
        public void Visit(BucketRing ring, int handle)
        {
            ref readonly var bucket = ref ring[handle];
            if (bucket.Changed) table.AddRow(ring, handle, window, rows);
            if (window == WindowKind.Month) table.Buyers?.Free(handle);
            if (table._totals.Subtract(bucket.Entity, window, bucket.Mask, ring.Values(handle))) table.MarkDirty(bucket.Entity);
        }
    }
}
