using System.IO.Hashing;

namespace StreamEngine.Windows;

/// <summary>
/// Remembers the ids of applied money events for a span of event time, as 128-bit hashes in order of application. Event time only grows, so the oldest
/// entry is always the first to expire: a circular queue, and an index of positions into it. At the limit the oldest entry goes, counted. Owned by one thread.
/// </summary>
internal sealed partial class Deduplication(long windowMs, long limit)
{
    private const int InitialIndex = 1024;

    private struct Entry
    {
        public UInt128 Hash;

        /// <summary>Event time of the partition just after the event was applied.</summary>
        public long Time;
    }

    private Entry[] _ring = new Entry[InitialIndex / 2];
    private int[] _index = new int[InitialIndex];
    private long _head, _tail;

    /// <summary>Ids remembered.</summary>
    public int Count => (int)(_tail - _head);

    /// <summary>Ids dropped before their time because there were too many.</summary>
    public long Evicted { get; private set; }

    public static UInt128 HashOf(ReadOnlySpan<byte> id) => XxHash128.HashToUInt128(id);

    /// <summary>True when an event of that id was applied within the window before <paramref name="eventTime"/>.</summary>
    public bool Contains(UInt128 hash, long eventTime)
    {
        Expire(eventTime);
        return Find(hash) >= 0;
    }

    /// <summary>Remembers an id that <see cref="Contains"/> has just denied. <paramref name="eventTime"/> includes the event itself.</summary>
    public void Add(UInt128 hash, long eventTime)
    {
        if (Count >= limit)
        {
            RemoveOldest();
            Evicted++;
        }
        if (Count == _ring.Length) GrowRing();
        _ring[_tail & (_ring.Length - 1)] = new Entry { Hash = hash, Time = eventTime };
        if (Count * 3L >= _index.Length * 2L) GrowIndex();
        Insert(_tail++);
    }

    private void Expire(long eventTime)
    {
        while (_head < _tail && eventTime - At(_head).Time > windowMs) RemoveOldest();
    }

    private ref Entry At(long position) => ref _ring[position & (_ring.Length - 1)];

    private int Find(UInt128 hash)
    {
        var mask = _index.Length - 1;
        for (var at = Home(hash, mask); _index[at] != 0; at = (at + 1) & mask)
        {
            if (_ring[_index[at] - 1].Hash == hash) return at;
        }
        return -1;
    }

    private void Insert(long position)
    {
        var mask = _index.Length - 1;
        var slot = (int)(position & (_ring.Length - 1));
        var at = Home(_ring[slot].Hash, mask);
        while (_index[at] != 0) at = (at + 1) & mask;
        _index[at] = slot + 1;
    }

    private void RemoveOldest()
    {
        var mask = _index.Length - 1;
        var hole = Find(At(_head++).Hash);
        for (var at = (hole + 1) & mask; _index[at] != 0; at = (at + 1) & mask)
        {
            var home = Home(_ring[_index[at] - 1].Hash, mask);
            if (((at - home) & mask) < ((at - hole) & mask)) continue;
            _index[hole] = _index[at];
            hole = at;
        }
        _index[hole] = 0;
    }

    private void GrowRing()
    {
        DoubleRing();
        Reindex();
    }

    private void DoubleRing()
    {
        var larger = new Entry[_ring.Length * 2];
        for (var position = _head; position < _tail; position++) larger[position & (larger.Length - 1)] = At(position);
        _ring = larger;
    }

    private void GrowIndex()
    {
        _index = new int[_index.Length * 2];
        Reindex();
    }

    private void Reindex()
    {
        Array.Clear(_index);
        for (var position = _head; position < _tail; position++) Insert(position);
    }

    private static int Home(UInt128 hash, int mask) => (int)((ulong)hash & (uint)mask);
}
