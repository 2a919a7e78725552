using System.Numerics;

namespace StreamEngine.Windows;

/// <summary>How the ring is written to a snapshot and read back: a record per bucket, by its handle.</summary>
internal sealed partial class BucketRing
{
    private const int FreeEntity = -1;

    /// <summary>Writes the buckets that the segment of a turn holds, in slices; <paramref name="saved"/> gets their handles.</summary>
    public IEnumerable<Slice> Save(SnapshotWriter to, int turn, List<int> saved)
    {
        to.Signed(_oldest);
        to.Signed(_saturated);
        _unsaved.Take(turn, _used, saved);
        // What has left its window needs no record: a reader knows it by its span.
        saved.RemoveAll(handle => !IsLive(in _buckets[handle]));
        to.Unsigned((ulong)saved.Count);
        for (var i = 0; i < saved.Count; i++)
        {
            if (i % Slice.Records == 0) yield return default;
            Save(to, saved[i]);
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from, List<int> loaded)
    {
        loaded.Clear();
        _oldest = from.Signed();
        _saturated = from.Signed();
        for (var left = from.Count(); left > 0; left--) loaded.Add(LoadBucket(from));
    }

    /// <summary>Puts the lists together once all segments are read; entities below <paramref name="entities"/> have lists.</summary>
    public void Loaded(int entities)
    {
        _newest.Ensure(entities);
        for (var entity = 0; entity < entities; entity++) _newest[entity] = None;
        Count = 0;
        for (var handle = _used - 1; handle >= 0; handle--)
        {
            ref var bucket = ref _buckets[handle];
            if (bucket.Mask != 0 && LoadedSpan(in bucket) >= _oldest && _oldest != long.MinValue) LinkToSpan(handle, ref bucket);
            else Release(handle, ref bucket);
        }
        if (_oldest == long.MinValue) return;
        for (var span = _oldest; span < _oldest + _span; span++) LinkToEntities(span);
    }

    /// <summary>Whether a handle belongs to a bucket of the window.</summary>
    public bool IsInUse(int handle) => IsLive(in _buckets[handle]);

    private static bool IsLive(in Bucket bucket) => bucket.Entity >= 0 && bucket.Mask != 0;

    /// <summary>The whole number of its span while segments are read: one that has left may lie further back than the bucket itself can tell.</summary>
    private static int LoadedSpan(in Bucket bucket) => bucket.OlderHandle;

    private void Save(SnapshotWriter to, int handle)
    {
        ref var bucket = ref _buckets[handle];
        to.Unsigned((ulong)handle);
        to.Unsigned((ulong)bucket.Entity);
        to.Signed(SpanOf(handle));
        to.Signed(bucket.Version);
        to.Flag(bucket.Changed);
        to.Unsigned(bucket.Mask);
        foreach (var value in _values.Read(in bucket)) to.Signed(value);
    }

    private int LoadBucket(SnapshotReader from)
    {
        var handle = from.Index();
        _buckets.Ensure(handle + 1);
        _used = Math.Max(_used, handle + 1);
        ref var bucket = ref _buckets[handle];
        _values.Free(in bucket);
        bucket = new Bucket { Entity = from.Index(), OlderHandle = (int)from.Signed(), Version = from.Signed(), Changed = from.Flag() };
        var mask = from.Unsigned();
        if (mask >> Metrics.Count != 0) throw new InvalidDataException("a bucket has metrics that there are not");
        Span<long> values = stackalloc long[BitOperations.PopCount(mask)];
        foreach (ref var value in values) value = from.Signed();
        _values.Set(ref bucket, mask, values);
        return handle;
    }

    private void Release(int handle, ref Bucket bucket)
    {
        _values.Free(in bucket);
        bucket = new Bucket { Entity = FreeEntity, NextInSpan = _free };
        _free = handle;
    }

    private void LinkToSpan(int handle, ref Bucket bucket)
    {
        ref var head = ref _spanHeads[SpanSlot(LoadedSpan(in bucket))];
        bucket.SpanNumber = (ushort)LoadedSpan(in bucket);
        bucket.NextInSpan = head;
        head = handle;
        Count++;
        if (!bucket.Changed) return;
        bucket.Listed = true;
        _changed.Add(handle);
    }

    /// <summary>Spans come in ascending order, so each bucket is its entity's newest so far.</summary>
    private void LinkToEntities(long span)
    {
        for (var handle = _spanHeads[SpanSlot(span)]; handle != None; handle = _buckets[handle].NextInSpan)
        {
            ref var bucket = ref _buckets[handle];
            ref var newest = ref _newest[bucket.Entity];
            bucket.OlderHandle = newest;
            newest = handle;
        }
    }
}
