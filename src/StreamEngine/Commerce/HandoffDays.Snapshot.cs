using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>How the days are written to a snapshot and read back: a record per day, merchant and group, by its handle, with the merchant by name.</summary>
internal sealed partial class HandoffDays
{
    /// <summary>Writes what the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Signed(_oldest);
        to.Unsigned((ulong)_used);
        _unsaved.Take(turn, _used, scratch);
        to.Unsigned((ulong)scratch.Count);
        foreach (var handle in scratch)
        {
            ref var cell = ref _cells[handle];
            to.Unsigned((ulong)handle);
            to.Bytes(cell.Merchant == None ? default : merchants[cell.Merchant]);
            if (cell.Merchant == None) continue;
            to.Signed(cell.Day);
            to.Byte((byte)((cell.HeldOut ? 1 : 0) | (cell.Changed ? 2 : 0)));
            to.Signed(cell.Version);
            to.Unsigned((ulong)cell.Pairs);
            to.Signed(cell.Gmv);
            to.Hash(cell.Squares);
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        _oldest = (int)from.Signed();
        var used = from.Index();
        _cells.Ensure(used);
        for (; _used < used; _used++) _cells[_used] = new Cell { Merchant = None };
        for (var left = from.Count(); left > 0; left--)
        {
            var handle = from.Index();
            if (handle >= _used) throw new InvalidDataException("a day of handoffs has a number beyond their count");
            var merchant = from.Bytes();
            ref var cell = ref _cells[handle];
            cell = new Cell { Merchant = merchant.IsEmpty ? None : merchants.Intern(merchant) };
            if (merchant.IsEmpty) continue;
            cell.Day = (int)from.Signed();
            var flags = from.Byte();
            (cell.HeldOut, cell.Changed) = ((flags & 1) != 0, (flags & 2) != 0);
            (cell.Version, cell.Pairs, cell.Gmv, cell.Squares) = (from.Signed(), (long)from.Unsigned(), from.Signed(), from.Hash128());
        }
    }

    /// <summary>Puts lists and index together once all segments are read.</summary>
    public void Loaded()
    {
        _free = None;
        for (var handle = _used - 1; handle >= 0; handle--)
        {
            ref var cell = ref _cells[handle];
            if (cell.Merchant == None)
            {
                cell.Next = _free;
                _free = handle;
                continue;
            }
            merchants.Retain(cell.Merchant);
            _index.Add((cell.Day, cell.Merchant, cell.HeldOut), handle);
            Link(handle);
            if (cell.Changed) _changed.Add(handle);
        }
        _unsaved.Clear();
    }
}
