using System.IO.Hashing;
using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>
/// The (merchant, buyer) pairs of a lane: repeat purchases and 川流 edges. At the limit the pair least recently touched by a paid order goes, counted.
/// Owned by one thread.
/// </summary>
internal sealed partial class BuyerPairs(PairNames names, long repeatWindowMs, long handoffWindowMs, int holdOutOneIn, long limit)
{
    private const int None = -1;

    /// <summary>What a pair can spend and be counted, fen: 90 trillion yuan, so that sums of squares stay within 128 bits.</summary>
    private const long LargestGmv = 1L << 53;

    /// <summary>The keys of the pairs, by their handles.</summary>
    private readonly struct Keys(PagedArray<BuyerPair> pairs) : IHashes
    {
        public UInt128 this[int position] => pairs[position].Key;
    }

    private readonly PagedArray<BuyerPair> _pairs = new();
    private readonly HashIndex _index = new();
    private readonly SegmentMarks _unsaved = new();
    private int _used, _newest = None, _oldest = None;
    private long _touches;

    /// <summary>Pairs remembered.</summary>
    public int Count { get; private set; }

    /// <summary>Pairs dropped because there were too many.</summary>
    public long Evicted { get; private set; }

    /// <summary>Fetches where looking for a pair begins, to be followed some pairs later by <see cref="PrefetchPair"/>; returns the pair's hash.</summary>
    public UInt128 PrefetchSlot(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> buyer)
    {
        Span<byte> scratch = stackalloc byte[HoldOut.MaximumKeyLength];
        var hash = XxHash128.HashToUInt128(HoldOut.Key(merchant, buyer, scratch));
        _index.PrefetchSlot(hash);
        return hash;
    }

    /// <summary>Fetches a pair.</summary>
    public void PrefetchPair(UInt128 hash)
    {
        if (_index.Guess(hash) is var handle and not None) Prefetch.Of(ref _pairs[handle]);
    }

    /// <summary>
    /// Applies a paid order. <paramref name="time"/> is the order's own, <paramref name="eventTime"/> the partition's, this order included;
    /// <paramref name="creator"/> is -1 outside of distribution.
    /// </summary>
    public PaidOrderEffect Apply(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> buyer, int creator, bool ownRoom, long amount, long time, long eventTime)
    {
        Span<byte> scratch = stackalloc byte[HoldOut.MaximumKeyLength];
        var handle = Touch(HoldOut.Key(merchant, buyer, scratch));
        ref var pair = ref _pairs[handle];
        var hadFirst = pair.FirstDistribution != BuyerPair.Never;
        var counts = ownRoom && hadFirst && pair.FirstDistribution <= time && time <= pair.FirstDistribution + handoffWindowMs;
        if (creator >= 0 && !hadFirst) pair.FirstDistribution = time;
        var effect = new PaidOrderEffect
        {
            Repeat = pair.LastPaid != BuyerPair.Never && pair.LastPaid >= eventTime - repeatWindowMs,
            Handoff = ownRoom && pair.EdgeCreator >= 0 && pair.EdgeTime <= time && eventTime <= pair.EdgeTime + handoffWindowMs,
            Creator = pair.EdgeCreator,
            EdgeTime = pair.EdgeTime,
            HeldOut = pair.HeldOut,
            IsFirst = creator >= 0 && !hadFirst,
            CountsAfterFirst = counts,
            First = pair.FirstDistribution,
            SelfGmvBefore = pair.SelfGmv,
            SelfGmvAfter = counts ? pair.SelfGmv = Math.Min(pair.SelfGmv + amount, LargestGmv) : pair.SelfGmv,
        };
        pair.LastPaid = Math.Max(pair.LastPaid, time);
        if (creator >= 0 && (pair.EdgeCreator < 0 || time >= pair.EdgeTime)) MoveEdge(handle, merchant, buyer, creator, time);
        return effect;
    }

    /// <summary>Finds or adds the pair and makes it the most recently touched one.</summary>
    private int Touch(ReadOnlySpan<byte> key)
    {
        var hash = XxHash128.HashToUInt128(key);
        var handle = _index.Find(hash, new Keys(_pairs));
        if (handle == None)
        {
            handle = Add(hash);
            _pairs[handle].HeldOut = HoldOut.Holds(key, holdOutOneIn);
        }
        else if (handle != _newest)
        {
            Unlink(handle);
            LinkNewest(handle);
        }
        _pairs[handle].Touched = ++_touches;
        _unsaved.Mark(handle);
        return handle;
    }

    private int Add(UInt128 hash)
    {
        int handle;
        if (Count >= limit)
        {
            handle = EvictOldest();
        }
        else
        {
            handle = _used++;
            _pairs.Ensure(_used);
            Count++;
        }
        _pairs[handle] = Fresh(hash);
        _index.Add(handle, new Keys(_pairs));
        LinkNewest(handle);
        return handle;
    }

    private int EvictOldest()
    {
        var handle = _oldest;
        ref var pair = ref _pairs[handle];
        Unlink(handle);
        _index.Remove(pair.Key, new Keys(_pairs));
        if (pair.EdgeCreator >= 0) DropEdge(handle);
        Evicted++;
        return handle;
    }

    private static BuyerPair Fresh(UInt128 key) => new()
    {
        Key = key,
        LastPaid = BuyerPair.Never,
        EdgeTime = BuyerPair.Never,
        FirstDistribution = BuyerPair.Never,
        EdgeCreator = None,
    };

    private void LinkNewest(int handle)
    {
        ref var pair = ref _pairs[handle];
        pair.Older = _newest;
        pair.Newer = None;
        if (_newest != None) _pairs[_newest].Newer = handle;
        else _oldest = handle;
        _newest = handle;
    }

    private void Unlink(int handle)
    {
        ref var pair = ref _pairs[handle];
        if (pair.Newer != None) _pairs[pair.Newer].Older = pair.Older;
        else _newest = pair.Older;
        if (pair.Older != None) _pairs[pair.Older].Newer = pair.Newer;
        else _oldest = pair.Newer;
    }
}
