using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StreamEngine.Windows;

/// <summary>
/// The buckets of one window for all entities of a kind: one bucket per entity and span of time in which it was touched, with only the metrics it has.
/// A bucket hangs in two lists: those of its entity, newest first, and those of its span, which makes expiry a walk along one list. What leaves is always the
/// oldest of its entity, so the list of the entity is left as it is: whoever follows it sees by the bucket that it has left.
/// Spans are numbered (minute, hour or day number). The window is moved before anything is added for its newest span. Owned by one thread.
/// </summary>
internal sealed partial class BucketRing
{
    private const int None = -1;

    private readonly int _span;
    private readonly ulong _metrics;
    private readonly PagedArray<Bucket> _buckets = new();
    private readonly PagedArray<int> _newest = new();
    private readonly BucketValues _values = new();
    private readonly int[] _spanHeads;
    private readonly SegmentMarks _unsaved = new();
    private int _used, _free = None;
    private long _oldest = long.MinValue;
    private long _saturated;
    private List<int> _changed = [];
    private List<int> _visiting = [];

    /// <param name="span">How many buckets the window has.</param>
    /// <param name="metrics">The metrics that it keeps.</param>
    public BucketRing(int span, ulong metrics)
    {
        _span = span;
        _metrics = metrics;
        _spanHeads = new int[span];
        Array.Fill(_spanHeads, None);
    }

    /// <summary>Buckets in use.</summary>
    public int Count { get; private set; }

    /// <summary>Sums that reached the end of a 64-bit integer and stayed there.</summary>
    public long Saturated => _saturated;

    /// <summary>Makes room for an entity's list.</summary>
    public void Admit(int entity)
    {
        _newest.Ensure(entity + 1);
        _newest[entity] = None;
    }

    /// <summary>True when a window that ends with <paramref name="newest"/> still holds <paramref name="bucket"/>.</summary>
    public bool Holds(long bucket, long newest) => bucket > newest - _span;

    /// <summary>The bucket itself, for reading.</summary>
    public ref readonly Bucket this[int handle] => ref _buckets[handle];

    /// <summary>A bucket's values, one per bit of its mask in ascending order; until the ring is asked for others or changes.</summary>
    public ReadOnlySpan<long> Values(int handle) => _values.Read(in _buckets[handle]);

    /// <summary>A bucket's value of a metric, 0 when it is not present.</summary>
    public long Value(int handle, Metric metric) => _values.Read(in _buckets[handle], metric);

    /// <summary>
    /// Adds values to the bucket of an entity. <paramref name="values"/> is indexed by metric; <paramref name="mask"/> says which of them count.
    /// Returns the bucket's handle, or -1 when nothing in the mask is kept here.
    /// </summary>
    public int Add(int entity, long span, ulong mask, ReadOnlySpan<long> values, long version)
    {
        mask &= _metrics;
        if (mask == 0) return None;
        var handle = FindOrInsert(entity, span);
        ref var bucket = ref _buckets[handle];
        _values.Add(ref bucket, mask, values, ref _saturated);
        bucket.Version = version;
        MarkChanged(handle, ref bucket);
        return handle;
    }

    /// <summary>Notes that something besides the metrics of a bucket changed (its buyers).</summary>
    public void Touch(int handle, long version)
    {
        ref var bucket = ref _buckets[handle];
        bucket.Version = version;
        MarkChanged(handle, ref bucket);
    }

    /// <summary>The handle of an entity's bucket for a span, or -1.</summary>
    public int Find(int entity, long span)
    {
        var handle = _newest[entity];
        while (handle != None && _buckets[handle].SpansAfter(span) > 0) handle = Older(handle);
        return handle != None && _buckets[handle].SpansAfter(span) == 0 ? handle : None;
    }

    /// <summary>An entity's newest bucket, or -1; <see cref="Older"/> leads on.</summary>
    public int Newest(int entity) => _newest[entity];

    /// <summary>The next older bucket of the same entity, or -1.</summary>
    public int Older(int handle)
    {
        ref var bucket = ref _buckets[handle];
        var older = bucket.OlderHandle;
        if (older == None) return None;
        ref var next = ref _buckets[older];
        // It has left; and its handle may belong to another bucket by now, even to a newer one of the same entity.
        return next.Entity == bucket.Entity && next.SpansAfter(bucket.SpanNumber) < 0 ? older : None;
    }

    /// <summary>The number of a bucket's span.</summary>
    public long SpanOf(int handle) => _oldest + _buckets[handle].SpansAfter(_oldest);

    /// <summary>
    /// Moves the window so that it ends with <paramref name="newest"/>; hands every bucket that leaves it to <paramref name="leaver"/>, oldest span first,
    /// and frees it.
    /// </summary>
    public void Advance<TLeaver>(long newest, ref TLeaver leaver)
        where TLeaver : struct, IBucketVisitor, allows ref struct
    {
        var first = newest - _span + 1;
        if (first <= _oldest) return;
        if (_oldest == long.MinValue) _oldest = first;
        var stop = Math.Min(first, _oldest + _span);
        for (var span = _oldest; span < stop; span++) Expire(span, ref leaver);
        _oldest = first;
    }

    /// <summary>Visits every bucket that changed since the last visit and forgets that it did.</summary>
    public void VisitChanged<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IBucketVisitor, allows ref struct
    {
        (_visiting, _changed) = (_changed, _visiting);
        foreach (var handle in _visiting)
        {
            ref var bucket = ref _buckets[handle];
            bucket.Listed = false;
            if (!bucket.Changed) continue;
            bucket.Changed = false;
            visitor.Visit(this, handle);
        }
        _visiting.Clear();
    }

    /// <summary>Fetches the beginning of an entity's list, to be followed some entities later by <see cref="PrefetchNewest"/>.</summary>
    public void PrefetchList(int entity) => Prefetch.Of(ref _newest[entity]);

    /// <summary>Fetches an entity's newest bucket, to be followed by <see cref="PrefetchValues"/>.</summary>
    public void PrefetchNewest(int entity)
    {
        if (_newest[entity] is var newest and not None) Prefetch.Of(ref _buckets[newest]);
    }

    /// <summary>Fetches the values of an entity's newest bucket.</summary>
    public void PrefetchValues(int entity)
    {
        if (_newest[entity] is var newest and not None) _values.Prefetch(in _buckets[newest]);
    }

    private void Expire<TLeaver>(long span, ref TLeaver leaver)
        where TLeaver : struct, IBucketVisitor, allows ref struct
    {
        ref var head = ref _spanHeads[SpanSlot(span)];
        for (var handle = head; handle != None;)
        {
            ref var bucket = ref _buckets[handle];
            var next = bucket.NextInSpan;
            leaver.Visit(this, handle);
            Unlink(handle, ref bucket);
            handle = next;
        }
        head = None;
    }

    private void Unlink(int handle, ref Bucket bucket)
    {
        ref var newest = ref _newest[bucket.Entity];
        if (newest == handle) newest = None;
        _values.Free(in bucket);
        bucket.Entity = FreeEntity;
        bucket.Changed = false;
        bucket.NextInSpan = _free;
        _free = handle;
        Count--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindOrInsert(int entity, long span)
    {
        var newest = _newest[entity];
        return newest != None && _buckets[newest].SpansAfter(span) == 0 ? newest : FindOrInsertOlder(entity, span);
    }

    private int FindOrInsertOlder(int entity, long span)
    {
        int newer = None, older = _newest[entity];
        while (older != None && _buckets[older].SpansAfter(span) > 0) (newer, older) = (older, Older(older));
        if (older != None && _buckets[older].SpansAfter(span) == 0) return older;

        Debug.Assert(span >= _oldest && span < _oldest + _span, "the window moves before anything is added to it");
        var handle = Take();
        ref var bucket = ref _buckets[handle];
        ref var head = ref _spanHeads[SpanSlot(span)];
        bucket = new Bucket { Entity = entity, SpanNumber = (ushort)span, OlderHandle = older, NextInSpan = head, Listed = bucket.Listed };
        head = handle;
        if (newer != None) _buckets[newer].OlderHandle = handle;
        else _newest[entity] = handle;
        return handle;
    }

    private int Take()
    {
        Count++;
        if (_free == None)
        {
            _buckets.Ensure(_used + 1);
            return _used++;
        }
        var handle = _free;
        _free = _buckets[handle].NextInSpan;
        return handle;
    }

    private void MarkChanged(int handle, ref Bucket bucket)
    {
        _unsaved.Mark(handle);
        bucket.Changed = true;
        // Once per handle, however often it is used again: a sink that wants no rows until the end must not make the list grow.
        if (bucket.Listed) return;
        bucket.Listed = true;
        _changed.Add(handle);
    }

    private int SpanSlot(long span) => (int)(span % _span);
}
