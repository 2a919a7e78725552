using StreamEngine.Windows;

namespace StreamEngine.Commerce.Matching;

/// <summary>How the sales are written to a snapshot and read back: a record per pair, by its number, then their buckets. Totals are summed anew.</summary>
internal sealed partial class CategorySales
{
    /// <summary>Writes what the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Unsigned((ulong)Refused);
        _unsaved.Take(turn, _used, scratch);
        to.Unsigned((ulong)_used);
        to.Unsigned((ulong)scratch.Count);
        foreach (var pair in scratch)
        {
            to.Unsigned((ulong)pair);
            to.Signed(_pairs[pair].Creator);
            if (_pairs[pair].Creator != None) to.Unsigned((ulong)_pairs[pair].Category);
        }
        Slice.Finish(_days.Save(to, turn, scratch));
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from, List<int> scratch)
    {
        Refused = (long)from.Unsigned();
        _used = from.Index();
        _pairs.Ensure(_used);
        for (var left = from.Count(); left > 0; left--)
        {
            var pair = from.Index();
            if (pair >= _used) throw new InvalidDataException("a pair of creator and category has a number beyond their count");
            var creator = (int)from.Signed();
            _pairs[pair] = new Pair { Creator = creator, Category = creator == None ? 0 : from.Index() };
        }
        _days.Load(from, scratch);
    }

    /// <summary>Puts lists and totals together once all segments are read.</summary>
    public void Loaded()
    {
        _days.Loaded(_used);
        for (var pair = _used - 1; pair >= 0; pair--)
        {
            if (_pairs[pair].Creator == None)
            {
                _free.Push(pair);
                continue;
            }
            Link(pair);
            for (var bucket = _days.Newest(pair); bucket >= 0; bucket = _days.Older(bucket))
                _pairs[pair].Total = Saturating.Add(_pairs[pair].Total, _days.Values(bucket)[0]);
        }
    }
}
