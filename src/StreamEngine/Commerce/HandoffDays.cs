using System.Runtime.InteropServices;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>
/// What the effect of handoffs (川流) is worked out from, by day of the pairs' first distribution order, merchant and group: how many pairs, the sum of what each
/// spent in channel self within the handoff window after it, and the sum of squares. A day is kept as long as an order that counts for it may still come.
/// Owned by one thread.
/// </summary>
/// <param name="merchants">Names of merchants.</param>
/// <param name="daysKept">Days after which a day is forgotten.</param>
internal sealed partial class HandoffDays(NameTable merchants, int daysKept)
{
    private const int None = -1;

    private struct Cell
    {
        public UInt128 Squares;
        public long Pairs, Gmv, Version;
        public int Day, Merchant, Next;
        public bool HeldOut, Changed;
    }

    private readonly PagedArray<Cell> _cells = new();
    private readonly Dictionary<(int Day, int Merchant, bool HeldOut), int> _index = [];
    private readonly Dictionary<int, int> _dayHeads = [];
    private readonly SegmentMarks _unsaved = new();
    private readonly List<int> _changed = [];
    private int _used, _free = None, _oldest = int.MinValue;

    /// <summary>Counts a pair on the day of its first distribution order.</summary>
    public void Begin(ReadOnlySpan<byte> merchant, int day, bool heldOut, long version) => Touch(merchant, day, heldOut, version).Pairs++;

    /// <summary>Counts what a pair that began on a day has spent: no longer <paramref name="before"/> but <paramref name="after"/>, in fen.</summary>
    public void Spend(ReadOnlySpan<byte> merchant, int day, bool heldOut, long before, long after, long version)
    {
        ref var cell = ref Touch(merchant, day, heldOut, version);
        cell.Gmv = Saturating.Add(cell.Gmv, after - before);
        cell.Squares += (UInt128)after * (UInt128)after - (UInt128)before * (UInt128)before;
    }

    /// <summary>Forgets the days that no order can count for any more; what changed on them is handed on before.</summary>
    public void Advance(int today, CommerceRows rows, Func<int, bool> leaves)
    {
        if (today - daysKept <= _oldest) return;
        _oldest = today - daysKept;
        foreach (var day in DaysBefore(_oldest))
        {
            for (var handle = _dayHeads[day]; handle != None;)
            {
                var next = _cells[handle].Next;
                HandOn(handle, rows, leaves);
                Remove(handle);
                handle = next;
            }
            _dayHeads.Remove(day);
        }
        // What has gone has been handed on.
        _changed.RemoveAll(handle => _cells[handle].Merchant == None);
    }

    private List<int> DaysBefore(int oldest) => [.. _dayHeads.Keys.Where(day => day < oldest).Order()];

    /// <summary>Hands on what changed since the last time.</summary>
    /// <param name="rows">Where to.</param>
    /// <param name="leaves">Whether rows of a day are handed on at all.</param>
    public void Collect(CommerceRows rows, Func<int, bool> leaves)
    {
        foreach (var handle in _changed) HandOn(handle, rows, leaves);
        _changed.Clear();
    }

    /// <summary>Adds the days from <paramref name="from"/> to <paramref name="to"/> up, of a merchant or of all.</summary>
    public void Sum(int from, int to, ReadOnlySpan<byte> merchant, ref UpliftGroup treated, ref UpliftGroup heldOut)
    {
        var number = merchant.IsEmpty ? None : merchants.Find(merchant);
        if (number < 0 && !merchant.IsEmpty) return;
        foreach (var (day, head) in _dayHeads)
        {
            if (day < from || day > to) continue;
            for (var handle = head; handle != None; handle = _cells[handle].Next)
            {
                ref var cell = ref _cells[handle];
                if (number != None && cell.Merchant != number) continue;
                if (cell.HeldOut) heldOut.Add(cell.Pairs, cell.Gmv, (double)cell.Squares);
                else treated.Add(cell.Pairs, cell.Gmv, (double)cell.Squares);
            }
        }
    }

    private ref Cell Touch(ReadOnlySpan<byte> name, int day, bool heldOut, long version)
    {
        var merchant = merchants.Intern(name);
        ref var handle = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, (day, merchant, heldOut), out var found);
        if (!found)
        {
            handle = Take();
            merchants.Retain(merchant);
            _cells[handle] = new Cell { Day = day, Merchant = merchant, HeldOut = heldOut };
            Link(handle);
        }
        ref var cell = ref _cells[handle];
        cell.Version = version;
        _unsaved.Mark(handle);
        if (cell.Changed) return ref cell;
        cell.Changed = true;
        _changed.Add(handle);
        return ref cell;
    }

    private void HandOn(int handle, CommerceRows rows, Func<int, bool> leaves)
    {
        ref var cell = ref _cells[handle];
        if (!cell.Changed) return;
        cell.Changed = false;
        _unsaved.Mark(handle);
        if (!leaves(cell.Day)) return;
        rows.Begin(CommerceTables.HandoffDays, cell.Version).Day(cell.Day).Text(merchants[cell.Merchant]).Flag(cell.HeldOut)
            .Integer(cell.Pairs).Integer(cell.Gmv).Real((double)cell.Squares);
    }

    private int Take()
    {
        if (_free == None)
        {
            _cells.Ensure(_used + 1);
            return _used++;
        }
        var handle = _free;
        _free = _cells[handle].Next;
        return handle;
    }

    private void Link(int handle)
    {
        ref var cell = ref _cells[handle];
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_dayHeads, cell.Day, out var found);
        cell.Next = found ? head : None;
        head = handle;
    }

    private void Remove(int handle)
    {
        ref var cell = ref _cells[handle];
        _index.Remove((cell.Day, cell.Merchant, cell.HeldOut));
        merchants.Release(cell.Merchant);
        cell = new Cell { Merchant = None, Next = _free };
        _free = handle;
        _unsaved.Mark(handle);
    }
}
