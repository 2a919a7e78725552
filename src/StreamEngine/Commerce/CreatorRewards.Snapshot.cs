using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>How the day's rewards are written to a snapshot and read back: a record per creator, by its number on that day. Records of another day are over.</summary>
internal sealed partial class CreatorRewards
{
    /// <summary>Writes what the segment of a turn holds. Between ticks.</summary>
    public void Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Signed(_day);
        to.Signed(_scaleVersion);
        to.Flag(_scaleChanged);
        _unsaved.Take(turn, _ids.Capacity, scratch);
        to.Unsigned((ulong)scratch.Count);
        foreach (var number in scratch)
        {
            ref var entry = ref _entries[number];
            to.Unsigned((ulong)number);
            to.Bytes(_ids.Name(number));
            to.Hash((UInt128)entry.Weighted);
            to.Signed(entry.Orders);
            to.Signed(entry.Gmv);
            to.Signed(entry.Version);
            to.Flag(entry.Changed);
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        var day = (int)from.Signed();
        if (day != _day) _ids = new IdTable();
        _day = day;
        (_scaleVersion, _scaleChanged) = (from.Signed(), from.Flag());
        for (var left = from.Count(); left > 0; left--)
        {
            var number = from.Index();
            _ids.Load(number, IdTable.NoParent, from.Bytes());
            _entries.Ensure(number + 1);
            _entries[number] = new Entry { Weighted = (Int128)from.Hash128(), Orders = from.Signed(), Gmv = from.Signed(), Version = from.Signed(), Changed = from.Flag() };
        }
    }

    /// <summary>Adds the day up once all segments are read.</summary>
    public void Loaded()
    {
        _ids.Loaded();
        _sum = 0;
        for (var number = 0; number < _ids.Capacity; number++)
        {
            ref var entry = ref _entries[number];
            entry.Earned = Impressions(entry.Weighted);
            _sum += entry.Earned;
            if (entry.Changed) _changed.Add(number);
        }
        _atLastTick = (_sum, IsOver);
        _unsaved.Clear();
    }
}
