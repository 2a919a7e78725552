using System.Runtime.CompilerServices;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Peers.Reduced;

/// <summary>
/// Five rolling sums of all entities of one kind at one owner, as the engine keeps its own: ids interned, an event adds to its entity's row of the current
/// tick, and rows are folded into buckets and totals when the tick closes. Owned by one thread.
/// </summary>
internal sealed class SumTable
{
    private const int WindowMinutes = 60;

    private readonly Rows<long> _rows = new(FiveSums.Count);
    private readonly Rows<long> _totals = new(FiveSums.Count);
    private readonly PagedArray<ulong> _masks = new();
    private readonly BucketRing _ring = new(WindowMinutes, FiveSums.All);
    private readonly List<int> _touched = [];
    private readonly List<int> _dirty = [];
    private readonly PagedArray<bool> _isDirty = new();

    public IdTable Ids { get; } = new();

    /// <summary>The entities with a row of the current tick.</summary>
    public IReadOnlyList<int> Touched => _touched;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdd(ReadOnlySpan<byte> name, int parent)
    {
        var hash = IdTable.HashOf(name, parent);
        var entity = Ids.Find(hash, parent, name);
        return entity >= 0 ? entity : Admit(hash, parent, name);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int entity, int sum, long value)
    {
        ref var mask = ref _masks[entity];
        if (mask == 0) _touched.Add(entity);
        mask |= 1UL << sum;
        _rows[entity][sum] += value;
    }

    /// <summary>An addition to a minute before the current one: it goes straight to its bucket, while the window holds it.</summary>
    public void AddLate(int entity, long minute, long newestMinute, int sum, long value)
    {
        if (!_ring.Holds(minute, newestMinute)) return;
        Span<long> row = stackalloc long[FiveSums.Count];
        row.Clear();
        row[sum] = value;
        Fold(entity, minute, 1UL << sum, row);
    }

    /// <summary>Folds a row of some tick.</summary>
    public void Fold(int entity, long minute, ulong mask, ReadOnlySpan<long> row)
    {
        _ring.Add(entity, minute, mask, row, version: 0);
        var totals = _totals[entity];
        for (var i = 0; i < row.Length; i++) totals[i] += row[i];
        MarkDirty(entity);
    }

    /// <summary>The row of an entity in the current tick.</summary>
    public ReadOnlySpan<long> Row(int entity, out ulong mask)
    {
        mask = _masks[entity];
        return _rows[entity];
    }

    /// <summary>Moves the window so that it ends with a minute.</summary>
    public void Advance(long minute)
    {
        var leaver = new Leaver(this);
        _ring.Advance(minute, ref leaver);
    }

    /// <summary>Folds all rows of the tick that closes, whose events were of one minute.</summary>
    public void FoldTick(long minute)
    {
        foreach (var entity in _touched) Fold(entity, minute, _masks[entity], _rows[entity]);
        ClearTick();
    }

    /// <summary>Forgets the rows of the current tick.</summary>
    public void ClearTick()
    {
        foreach (var entity in _touched)
        {
            _masks[entity] = 0;
            _rows[entity].Clear();
        }
        _touched.Clear();
    }

    /// <summary>Emits every entity that changed since the last tick.</summary>
    public void Emit(SumResults results, long tick)
    {
        foreach (var entity in _dirty)
        {
            _isDirty[entity] = false;
            results.Emit(entity, _totals[entity]);
        }
        results.Emitted(tick, _dirty.Count);
        _dirty.Clear();
    }

    private int Admit(ulong hash, int parent, ReadOnlySpan<byte> name)
    {
        var entity = Ids.Add(hash, parent, name);
        _rows.Ensure(entity + 1);
        _totals.Ensure(entity + 1);
        _masks.Ensure(entity + 1);
        _isDirty.Ensure(entity + 1);
        _ring.Admit(entity);
        return entity;
    }

    private void MarkDirty(int entity)
    {
        if (_isDirty[entity]) return;
        _isDirty[entity] = true;
        _dirty.Add(entity);
    }

    private readonly struct Leaver(SumTable table) : IBucketVisitor
    {
        public void Visit(BucketRing ring, int handle)
        {
            ref readonly var bucket = ref ring[handle];
            var totals = table._totals[bucket.Entity];
            var values = ring.Values(handle);
            var at = 0;
            for (var rest = bucket.Mask; rest != 0; rest &= rest - 1) totals[System.Numerics.BitOperations.TrailingZeroCount(rest)] -= values[at++];
            table.MarkDirty(bucket.Entity);
        }
    }
}
