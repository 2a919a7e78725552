using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>How totals are written to a snapshot and read back: a record per id. Between ticks: nothing is touched.</summary>
internal sealed partial class CampaignTable
{
    private const byte HasChanged = 1, IsBelow = 2, HasBuyers = 4;

    /// <summary>Writes what the segment of a turn holds, in slices.</summary>
    public IEnumerable<Slice> Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Unsigned((ulong)_saturated);
        _unsaved.Take(turn, _ids.Capacity, scratch);
        to.Unsigned((ulong)scratch.Count);
        for (var i = 0; i < scratch.Count; i++)
        {
            if (i % Slice.Records == 0) yield return default;
            Save(to, scratch[i]);
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        _saturated = (long)from.Unsigned();
        for (var left = from.Count(); left > 0; left--) LoadRow(from);
    }

    /// <summary>Puts everything together once all segments are read.</summary>
    public void Loaded()
    {
        _ids.Loaded();
        for (var number = 0; number < _ids.Capacity; number++)
        {
            if (!_ids.IsUsed(number)) throw new InvalidDataException("a campaign's totals have a gap");
            ref var row = ref _rows[number];
            if (row.Changed) _changed.Add(number);
            if (row.ReachedTick != 0) _reached.Add(number);
            // A line that was moved or drawn since is seen at the next tick.
            Touch(number, ref row);
        }
        _reached.Sort((a, b) => _rows[a].ReachedTick != _rows[b].ReachedTick ? _rows[a].ReachedTick.CompareTo(_rows[b].ReachedTick) : a.CompareTo(b));
        _unsaved.Clear();
    }

    private void Save(SnapshotWriter to, int number)
    {
        ref var row = ref _rows[number];
        to.Unsigned((ulong)number);
        to.Bytes(_ids.Name(number));
        to.Signed(row.Figures.Gmv);
        to.Signed(row.Figures.RefundAmount);
        to.Signed(row.Figures.Units);
        to.Signed(row.Figures.Orders);
        to.Signed(row.Figures.Refunds);
        to.Signed(row.Version);
        to.Signed(row.ReachedTick);
        to.Signed(row.Reached);
        to.Byte((byte)((row.Changed ? HasChanged : 0) | (row.Below ? IsBelow : 0) | (_buyers[number] is null ? 0 : HasBuyers)));
        _buyers[number]?.Save(to);
    }

    private void LoadRow(SnapshotReader from)
    {
        var number = from.Index();
        _ids.Load(number, IdTable.NoParent, from.Bytes());
        _rows.Ensure(number + 1);
        while (_buyers.Count <= number) _buyers.Add(null);
        ref var row = ref _rows[number];
        row = new Row
        {
            Figures = new CampaignFigures(from.Signed(), from.Signed(), from.Signed(), from.Signed(), from.Signed()),
            Version = from.Signed(),
            ReachedTick = from.Signed(),
            Reached = from.Signed(),
        };
        var flags = from.Byte();
        (row.Changed, row.Below) = ((flags & HasChanged) != 0, (flags & IsBelow) != 0);
        _buyers[number] = (flags & HasBuyers) != 0 ? HyperLogLog.Load(from, _precision) : null;
    }
}
