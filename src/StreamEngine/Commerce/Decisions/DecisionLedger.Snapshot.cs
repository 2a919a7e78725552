using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Decisions;

/// <summary>How the ledger is written to a snapshot and read back: ids like those of money events, the rest whole in every segment.</summary>
internal sealed partial class DecisionLedger
{
    /// <summary>Writes what the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn)
    {
        Slice.Finish(_ids.BeginSave(to, turn));
        to.Signed(_order);
        to.Unsigned((ulong)_reversedEvicted);
        to.Unsigned((ulong)_reversed.Count);
        foreach (var (original, (day, order)) in _reversed)
        {
            to.Hash(original);
            to.Signed(day);
            to.Signed(order);
        }
        SaveAll(to, _kept);
        to.Unsigned((ulong)_frozen.Count);
        foreach (var ((kind, entity), decision) in _frozen)
        {
            to.Byte((byte)kind);
            to.Unsigned((ulong)entity);
            DecisionSnapshot.Save(to, decision);
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        _ids.Load(from);
        _ids.LoadRuns(from);
        (_order, _reversedEvicted) = (from.Signed(), (long)from.Unsigned());
        _reversed.Clear();
        for (var left = from.Count(); left > 0; left--) _reversed.Add(from.Hash128(), ((int)from.Signed(), from.Signed()));
        _kept.Clear();
        for (var left = from.Count(); left > 0; left--) _kept.Enqueue(DecisionSnapshot.Load(from));
        _frozen.Clear();
        for (var left = from.Count(); left > 0; left--) _frozen.Add(((EntityKind)from.Byte(), from.Index()), DecisionSnapshot.Load(from));
    }

    /// <summary>Puts everything together once all segments are read.</summary>
    public void Loaded() => _ids.Loaded();

    /// <summary>Writes the decisions since the last tick.</summary>
    public void SaveNew(SnapshotWriter to) => SaveAll(to, New);

    /// <summary>Reads the decisions since the last tick.</summary>
    public void LoadNew(SnapshotReader from)
    {
        for (var left = from.Count(); left > 0; left--) New.Add(DecisionSnapshot.Load(from));
    }

    private static void SaveAll(SnapshotWriter to, IReadOnlyCollection<ManualDecision> decisions)
    {
        to.Unsigned((ulong)decisions.Count);
        foreach (var decision in decisions) DecisionSnapshot.Save(to, decision);
    }
}
