using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>How the merge's state is written to a snapshot, in segments, and read back. Where merchants live is told anew by the lanes.</summary>
internal sealed partial class MergeState
{
    /// <summary>Begins an epoch that changed scorecards have made.</summary>
    public void BeginEpoch() => CreatorBoard.BeginEpoch();

    /// <summary>Notes a merchant that a lane has brought along from its snapshot.</summary>
    /// <exception cref="EngineFault">It is on another partition too.</exception>
    public void Settle(string merchant, int partition) => _homes.Settle(merchant, partition);

    /// <summary>Rows of buckets that began before this instant (ms) are not handed on.</summary>
    public long RowFloor
    {
        get => _platform.RowFloor;
        set
        {
            foreach (var table in _tables) table.RowFloor = value;
            _platform.RowFloor = value;
            _campaigns.Floor = value;
        }
    }

    /// <summary>Writes what the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn)
    {
        to.Signed(RowFloor);
        to.Unsigned((ulong)_budget.Refused);
        foreach (var table in _tables.Append(_platform))
        {
            table.Save(to, turn);
            Slice.Finish(table.SaveRings(to, turn));
        }
        Slice.Finish(CreatorBoard.Save(to, turn));
        Rewards.Save(to, turn, _scratch);
        Leaders.Save(to, turn, _scratch);
        _categorySales.Save(to, turn, _scratch);
        Slice.Finish(_campaigns.Save(to, turn));
        SubsidyPools.Save(to);
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        RowFloor = from.Signed();
        _budget.LoadRefused((long)from.Unsigned());
        foreach (var table in _tables.Append(_platform))
        {
            table.Load(from);
            table.LoadRings(from);
        }
        CreatorBoard.Load(from);
        Rewards.Load(from);
        Leaders.Load(from);
        _categorySales.Load(from, _scratch);
        _campaigns.Load(from);
        SubsidyPools.Load(from);
    }

    /// <summary>Puts everything together once all segments are read.</summary>
    public void Loaded()
    {
        foreach (var table in _tables) table.Loaded();
        _platform.Loaded();
        CreatorBoard.Loaded();
        Rewards.Loaded();
        Leaders.Loaded();
        _categorySales.Loaded();
        _campaigns.Loaded();
    }
}
