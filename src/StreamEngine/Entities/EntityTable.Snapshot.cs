using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>How the table is written to a snapshot and read back: a record per entity, then its rings, sketches and distinct members. Totals are summed anew.</summary>
internal sealed partial class EntityTable
{
    private const byte IsUsed = 1, IsDirty = 2, HasOverflowed = 4;

    private readonly List<int> _scratch = [];

    /// <summary>Writes what the segment of a turn holds, but for what <see cref="SaveRings"/> writes. Between ticks: nothing is leaving.</summary>
    public void Save(SnapshotWriter to, int turn)
    {
        to.Signed(_oldestDay);
        _unsaved.Take(turn, Ids.Capacity, _scratch);
        to.Unsigned((ulong)_scratch.Count);
        foreach (var entity in _scratch) SaveEntity(to, entity);
        Creators?.Save(to, turn, _scratch);
    }

    /// <summary>Writes rings and sketches, which change only when a tick closes, in slices.</summary>
    public IEnumerable<Slice> SaveRings(SnapshotWriter to, int turn)
    {
        foreach (var ring in new[] { Minutes, Hours, Days })
        {
            if (ring is null) continue;
            foreach (var slice in ring.Save(to, turn, _scratch)) yield return slice;
        }
        if (Buyers is null) yield break;
        foreach (var slice in Buyers.Save(to, _scratch)) yield return slice;
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        _oldestDay = (int)from.Signed();
        for (var left = from.Count(); left > 0; left--) LoadEntity(from);
        Creators?.Load(from);
    }

    /// <summary>Reads what <see cref="SaveRings"/> has written over what earlier segments have left.</summary>
    public void LoadRings(SnapshotReader from)
    {
        Minutes?.Load(from, _scratch);
        Hours.Load(from, _scratch);
        Days.Load(from, _scratch);
        Buyers?.Load(from, _scratch);
    }

    /// <summary>Puts everything together once all segments are read.</summary>
    public void Loaded()
    {
        Ids.Loaded();
        Minutes?.Loaded(Ids.Capacity);
        Hours.Loaded(Ids.Capacity);
        Days.Loaded(Ids.Capacity);
        Buyers?.Loaded(Days);
        Creators?.Loaded(Ids.Capacity);
        for (var entity = 0; entity < Ids.Capacity; entity++)
        {
            _totals.Admit(entity);
            if (Ids.IsUsed(entity)) Settle(entity);
        }
    }

    private void SaveEntity(SnapshotWriter to, int entity)
    {
        to.Unsigned((ulong)entity);
        if (!Ids.IsUsed(entity))
        {
            to.Byte(0);
            return;
        }
        ref var state = ref _entities[entity];
        to.Byte((byte)(IsUsed | (state.Dirty ? IsDirty : 0) | (state.Overflowed ? HasOverflowed : 0)));
        to.Signed(Ids.Parent(entity));
        to.Bytes(Ids.Name(entity));
        to.Signed(state.LastDay);
        if (Categories is not null) to.Bytes(state.Category == Entity.None ? default : Categories[state.Category]);
        if (Brands is not null) to.Bytes(state.Brand == Entity.None ? default : Brands[state.Brand]);
    }

    private void LoadEntity(SnapshotReader from)
    {
        var entity = from.Index();
        var flags = from.Byte();
        _entities.Ensure(entity + 1);
        if ((flags & IsUsed) == 0)
        {
            Ids.Unload(entity);
            return;
        }
        Ids.Load(entity, (int)from.Signed(), from.Bytes());
        _entities[entity] = new Entity
        {
            LastDay = (int)from.Signed(),
            Category = LoadName(from, Categories),
            Brand = LoadName(from, Brands),
            Dirty = (flags & IsDirty) != 0,
            Overflowed = (flags & HasOverflowed) != 0,
        };
    }

    private static int LoadName(SnapshotReader from, NameTable? names)
    {
        if (names is null) return Entity.None;
        var name = from.Bytes();
        return name.IsEmpty ? Entity.None : names.Intern(name);
    }

    private void Settle(int entity)
    {
        ref var state = ref _entities[entity];
        _budget.Load();
        if (state.Category != Entity.None) Categories!.Retain(state.Category);
        if (state.Brand != Entity.None) Brands!.Retain(state.Brand);
        if (state.Dirty) Dirty.Add(entity);
        if (state.LastDay != int.MinValue) ListUnder(entity, ref state, state.LastDay);
        _totals.Recompute(entity, this);
    }
}
