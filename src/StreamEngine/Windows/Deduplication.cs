using System.IO.Hashing;

namespace StreamEngine.Windows;

/// <summary>
/// Remembers the ids of applied money events for a span of event time, as 128-bit hashes in order of application. Event time only grows, so the oldest
/// entry is always the first to expire: a circular queue, and an index of positions into it. At the limit the oldest entry goes, counted. Owned by one thread.
/// </summary>
internal sealed partial class Deduplication(long windowMs, long limit)
{
    private const int InitialRing = 512;

    private struct Entry
    {
        public UInt128 Hash;

        /// <summary>Event time of the partition just after the event was applied.</summary>
        public long Time;
    }

    /// <summary>The hashes of the queue, by their place in it.</summary>
    private readonly struct Hashes(Entry[] ring) : IHashes
    {
        public UInt128 this[int position] => ring[position].Hash;
    }

    private readonly HashIndex _index = new();
    private Entry[] _ring = new Entry[InitialRing];
    private long _head, _tail;

    /// <summary>Ids remembered.</summary>
    public int Count => (int)(_tail - _head);

    /// <summary>Ids dropped before their time because there were too many.</summary>
    public long Evicted { get; private set; }

    public static UInt128 HashOf(ReadOnlySpan<byte> id) => XxHash128.HashToUInt128(id);

    /// <summary>Fetches where looking for an id begins.</summary>
    public void Prefetch(UInt128 hash) => _index.PrefetchSlot(hash);

    /// <summary>True when an event of that id was applied within the window before <paramref name="eventTime"/>.</summary>
    public bool Contains(UInt128 hash, long eventTime)
    {
        Expire(eventTime);
        return _index.Find(hash, new Hashes(_ring)) >= 0;
    }

    /// <summary>Remembers an id that <see cref="Contains"/> has just denied. <paramref name="eventTime"/> includes the event itself.</summary>
    public void Add(UInt128 hash, long eventTime)
    {
        if (Count >= limit)
        {
            RemoveOldest();
            Evicted++;
        }
        if (_tail - OldestKept == _ring.Length) GrowRing();
        At(_tail) = new Entry { Hash = hash, Time = eventTime };
        _index.Add(Place(_tail++), new Hashes(_ring));
    }

    private void Expire(long eventTime)
    {
        while (_head < _tail && eventTime - At(_head).Time > windowMs) RemoveOldest();
    }

    /// <summary>The oldest entry whose place may not be taken.</summary>
    private long OldestKept => Math.Min(_head, _pinned);

    private ref Entry At(long position) => ref _ring[Place(position)];

    private int Place(long position) => (int)(position & (_ring.Length - 1));

    private void RemoveOldest() => _index.Remove(At(_head++).Hash, new Hashes(_ring));

    private void GrowRing()
    {
        DoubleRing();
        Reindex();
    }

    private void DoubleRing()
    {
        var larger = new Entry[_ring.Length * 2];
        for (var position = OldestKept; position < _tail; position++) larger[position & (larger.Length - 1)] = At(position);
        _ring = larger;
    }

    private void Reindex()
    {
        _index.Clear();
        for (var position = _head; position < _tail; position++) _index.Add(Place(position), new Hashes(_ring));
    }
}
