using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// How a lane's state is written to a snapshot and read back: the tables in segments, then what the events since the last tick have added, which belongs to
/// the last segment alone.
/// </summary>
internal sealed partial class LaneState
{
    private readonly List<int> _scratch = [];

    /// <summary>The merchants that the merge has been told of, for one that starts anew.</summary>
    public IEnumerable<string> ToldMerchants
    {
        get
        {
            var untold = _newMerchants.ToHashSet();
            for (var merchant = 0; merchant < _merchants.Ids.Capacity; merchant++)
            {
                if (_merchants.Ids.IsUsed(merchant) && !untold.Contains(merchant)) yield return System.Text.Encoding.UTF8.GetString(_merchants.Ids.Name(merchant));
            }
        }
    }

    /// <summary>Begins an epoch that changed scorecards have made.</summary>
    public void BeginEpoch()
    {
        _merchantBoard.BeginEpoch();
        _productBoard.BeginEpoch();
    }

    /// <summary>Rows of buckets that began before this instant (ms) are not handed on.</summary>
    public long RowFloor
    {
        get => _merchants.RowFloor;
        set => _merchants.RowFloor = _products.RowFloor = _campaigns.Floor = value;
    }

    /// <summary>Writes what the segment of a turn holds, but for what <see cref="SaveFolded"/> writes.</summary>
    public void Save(SnapshotWriter to, int turn)
    {
        to.Signed(RowFloor);
        to.Unsigned((ulong)_budget.Refused);
        _merchants.Save(to, turn);
        _products.Save(to, turn);
        _pairs.Save(to, turn, _scratch);
        _handoffDays.Save(to, turn, _scratch);
        to.Flag(_subsidy is not null);
        _subsidy?.Save(to);
        Ledger.Save(to, turn);
    }

    /// <summary>Writes what changes only when a tick closes, or when a decision freezes or releases a tier, in slices.</summary>
    public IEnumerable<Slice> SaveFolded(SnapshotWriter to, int turn)
    {
        IEnumerable<Slice>[] parts =
        [
            _merchants.SaveRings(to, turn), _products.SaveRings(to, turn), _merchantBoard.Save(to, turn), _productBoard.Save(to, turn), _campaigns.Save(to, turn),
        ];
        foreach (var part in parts)
        {
            foreach (var slice in part) yield return slice;
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        RowFloor = from.Signed();
        _budget.LoadRefused((long)from.Unsigned());
        _merchants.Load(from);
        _products.Load(from);
        _pairs.Load(from);
        _handoffDays.Load(from);
        // Without pools what the merge was told is read and given up, as the merge does.
        if (from.Flag()) (_subsidy ?? new SubsidyWatch(_productBoard, _products)).Load(from);
        Ledger.Load(from);
    }

    /// <summary>Reads what <see cref="SaveFolded"/> has written over what earlier segments have left.</summary>
    public void LoadFolded(SnapshotReader from)
    {
        _merchants.LoadRings(from);
        _products.LoadRings(from);
        _merchantBoard.Load(from);
        _productBoard.Load(from);
        _campaigns.Load(from);
    }

    /// <summary>Puts everything together once all segments are read.</summary>
    public void Loaded()
    {
        _merchants.Loaded();
        _products.Loaded();
        _merchantBoard.Loaded();
        _productBoard.Loaded();
        _pairs.Loaded();
        _handoffDays.Loaded();
        _campaigns.Loaded();
        _subsidy?.Loaded();
        Ledger.Loaded();
    }

    /// <summary>Writes what was added since the last tick.</summary>
    public void SaveUnfolded(SnapshotWriter to)
    {
        Save(to, _merchantDeltas);
        Save(to, _productDeltas);
        _names.Save(to);
        to.Unsigned((ulong)_merchantBuyers.Count);
        foreach (var (row, hash) in _merchantBuyers) SaveRow(to, row, hash);
        to.Unsigned((ulong)_buyers.Count);
        foreach (var sighting in _buyers) sighting.Save(to);
        _leaderSales.Save(to);
        to.Unsigned((ulong)_categorySales.Count);
        foreach (var sale in _categorySales) sale.Save(to);
        to.Unsigned((ulong)_newMerchants.Count);
        foreach (var merchant in _newMerchants) to.Unsigned((ulong)merchant);
        SaveHandoffs(to);
        Ledger.SaveNew(to);
    }

    /// <summary>Reads what was added since the last tick; slices have other numbers now.</summary>
    public void LoadUnfolded(SnapshotReader from, ReadOnlySpan<ushort> slices)
    {
        Load(from, _merchantDeltas, slices);
        Load(from, _productDeltas, slices);
        _names.Load(from, slices);
        for (var left = from.Count(); left > 0; left--) _merchantBuyers.Add((from.Index(), from.Hash64()));
        for (var left = from.Count(); left > 0; left--) _buyers.Add(BuyerSighting.Load(from));
        _leaderSales.Load(from);
        for (var left = from.Count(); left > 0; left--) _categorySales.Add(CategorySale.Load(from));
        for (var left = from.Count(); left > 0; left--) _newMerchants.Add(from.Index());
        LoadHandoffs(from);
        Ledger.LoadNew(from);
    }

    private static void Save(SnapshotWriter to, TickDeltas deltas)
    {
        to.Unsigned((ulong)deltas.Count);
        for (var row = 0; row < deltas.Count; row++)
        {
            to.Unsigned((ulong)deltas[row].Entity);
            deltas.Save(to, row);
        }
    }

    private static void Load(SnapshotReader from, TickDeltas deltas, ReadOnlySpan<ushort> slices)
    {
        for (var left = from.Count(); left > 0; left--) deltas.Load(from, from.Index(), slices);
    }

    private static void SaveRow(SnapshotWriter to, int row, ulong hash)
    {
        to.Unsigned((ulong)row);
        to.Hash(hash);
    }
}
