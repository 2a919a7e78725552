using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>How the pairs are written to a snapshot and read back: a record per pair, by its handle, with its creator by name.</summary>
internal sealed partial class BuyerPairs
{
    /// <summary>Writes the pairs that the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Unsigned((ulong)Count);
        to.Unsigned((ulong)_touches);
        to.Unsigned((ulong)Evicted);
        _unsaved.Take(turn, _used, scratch);
        to.Unsigned((ulong)scratch.Count);
        foreach (var handle in scratch) Save(to, handle, in _pairs[handle]);
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        (Count, _touches, Evicted) = (from.Index(), (long)from.Unsigned(), (long)from.Unsigned());
        _used = Count;
        _pairs.Ensure(_used);
        for (var left = from.Count(); left > 0; left--) LoadPair(from);
    }

    /// <summary>Puts index and order together once all segments are read.</summary>
    public void Loaded()
    {
        _index.Clear();
        var order = new (long Touched, int Handle)[Count];
        for (var handle = 0; handle < Count; handle++)
        {
            order[handle] = (_pairs[handle].Touched, handle);
            if (_pairs[handle].EdgeCreator >= 0) LoadedEdge(handle);
            _index.Add(handle, new Keys(_pairs));
        }
        Array.Sort(order);
        foreach (var (_, handle) in order) LinkNewest(handle);
    }

    private void Save(SnapshotWriter to, int handle, in BuyerPair pair)
    {
        to.Unsigned((ulong)handle);
        to.Hash(pair.Key);
        to.Unsigned((ulong)pair.Touched);
        to.Signed(pair.LastPaid);
        to.Flag(pair.HeldOut);
        to.Bytes(pair.EdgeCreator < 0 ? default : names.Creators[pair.EdgeCreator]);
        // Edge and first distribution order come together and stay together.
        if (pair.EdgeCreator < 0) return;
        to.Signed(pair.EdgeTime);
        to.Bytes(names.Merchants[pair.Merchant]);
        to.Bytes(names.Buyers[pair.Buyer]);
        to.Signed(pair.FirstDistribution);
        to.Unsigned((ulong)pair.SelfGmv);
    }

    private void LoadPair(SnapshotReader from)
    {
        var handle = from.Index();
        if (handle >= Count) throw new InvalidDataException("a pair has a number beyond their count");
        ref var pair = ref _pairs[handle];
        pair = Fresh(from.Hash128()) with { Touched = (long)from.Unsigned(), LastPaid = from.Signed(), HeldOut = from.Flag() };
        var creator = from.Bytes();
        if (creator.IsEmpty) return;
        pair.EdgeCreator = names.Creators.Intern(creator);
        pair.EdgeTime = from.Signed();
        pair.Merchant = names.Merchants.Intern(from.Bytes());
        pair.Buyer = names.Buyers.Intern(from.Bytes());
        pair.FirstDistribution = from.Signed();
        pair.SelfGmv = (long)from.Unsigned();
    }
}
