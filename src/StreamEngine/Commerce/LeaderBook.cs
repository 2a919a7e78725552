using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>
/// The figures of leaders (团长), and a row of them per leader and day: as of the day's last tick. A leader has a row for every day at whose end it is known, whether
/// something happened or not, so that any day can be asked for. Owned by the merge.
/// </summary>
internal sealed class LeaderBook
{
    private static readonly WindowMetric[] Sums =
    [
        new(WindowKind.Month, Metric.DistributedGmv), new(WindowKind.Month, Metric.DistributedOrders), new(WindowKind.Month, Metric.PaidOrders),
        new(WindowKind.Month, Metric.QualityRefunds), new(WindowKind.Month, Metric.CommissionBp),
    ];

    private struct Standing
    {
        public long Version;
        public bool Changed;
    }

    private readonly EntityTable _leaders;
    private readonly LeaderReach _reach;
    private readonly PagedArray<Standing> _standings = new();
    private readonly SegmentMarks _unsaved = new();
    private int _count, _day = int.MinValue;
    private long _dayVersion;

    /// <param name="leaders">The leaders' entities, made with <see cref="Inputs"/>.</param>
    /// <param name="limit">Members of a kind that a leader may have.</param>
    /// <param name="monthDays">Days of the month window.</param>
    public LeaderBook(EntityTable leaders, int limit, int monthDays)
    {
        _leaders = leaders;
        _reach = new LeaderReach(limit, monthDays);
    }

    /// <summary>The sums that leaders' entities must keep.</summary>
    public static ReadOnlySpan<WindowMetric> Inputs => Sums;

    /// <summary>Whether rows of the day are handed on: an epoch that begins without state knows only a part of its first one.</summary>
    public bool Leaves { get; set; } = true;

    /// <summary>Members that had to go because a leader had too many.</summary>
    public long Evicted => _reach.Evicted;

    /// <summary>Goes on to the day of a tick, before the leaders' windows move: the rows of the day before are handed on.</summary>
    public void BeginTick(int day, long version, CommerceRows rows)
    {
        if (day == _day) return;
        Collect(rows);
        (_day, _dayVersion) = (day, version);
        _reach.Advance(day, _leaders.MarkDirty);
        for (var leader = 0; leader < _count; leader++)
        {
            if (_leaders.Ids.IsUsed(leader)) Change(leader, version);
        }
    }

    /// <summary>A leader is new.</summary>
    public void Admit(int leader)
    {
        _reach.Admit(leader);
        _standings.Ensure(leader + 1);
        _standings[leader] = default;
        _count = Math.Max(_count, leader + 1);
    }

    /// <summary>Notes a distribution order of a day that named the leader.</summary>
    public void See(int leader, ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> product, ReadOnlySpan<byte> creator, int day) =>
        _reach.See(leader, merchant, product, creator, day);

    /// <summary>Notes which leaders the tick has changed, before they are forgotten as such.</summary>
    public void NoteChanges(long version)
    {
        foreach (var leader in _leaders.Dirty) Change(leader, version);
    }

    /// <summary>A leader goes: its day has no row.</summary>
    public void Forget(int leader)
    {
        _standings[leader] = default;
        _unsaved.Mark(leader);
    }

    /// <summary>Hands on the rows that changed since the last time.</summary>
    public void Collect(CommerceRows rows)
    {
        for (var leader = 0; leader < _count; leader++)
        {
            ref var standing = ref _standings[leader];
            if (!standing.Changed) continue;
            standing.Changed = false;
            _unsaved.Mark(leader);
            if (Leaves) HandOn(leader, Math.Max(standing.Version, _dayVersion), rows);
        }
        _reach.Sweep();
    }

    /// <summary>The figures of a leader; null when it is not known.</summary>
    public LeaderFigures? Find(ReadOnlySpan<byte> name)
    {
        var leader = _leaders.Ids.Find(IdTable.HashOf(name, IdTable.NoParent), IdTable.NoParent, name);
        return leader < 0 ? null : FiguresOf(leader);
    }

    /// <summary>The first leaders by distributed GMV, then by id in UTF-8 order.</summary>
    public List<LeaderFigures> Top(int most)
    {
        var order = Enumerable.Range(0, _count).Where(_leaders.Ids.IsUsed).ToList();
        order.Sort((a, b) =>
        {
            var byGmv = _leaders.Totals(b)[0].CompareTo(_leaders.Totals(a)[0]);
            return byGmv != 0 ? byGmv : _leaders.Ids.Name(a).SequenceCompareTo(_leaders.Ids.Name(b));
        });
        return [.. order.Take(most).Select(FiguresOf)];
    }

    /// <summary>Writes what the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Signed(_day);
        to.Signed(_dayVersion);
        to.Unsigned((ulong)_count);
        _unsaved.Take(turn, _count, scratch);
        to.Unsigned((ulong)scratch.Count);
        foreach (var leader in scratch)
        {
            to.Unsigned((ulong)leader);
            to.Signed(_standings[leader].Version);
            to.Flag(_standings[leader].Changed);
        }
        _reach.Save(to, turn, scratch);
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        (_day, _dayVersion, _count) = ((int)from.Signed(), from.Signed(), from.Index());
        _standings.Ensure(_count);
        for (var left = from.Count(); left > 0; left--)
        {
            var leader = from.Index();
            if (leader >= _count) throw new InvalidDataException("a leader has a number beyond their count");
            _standings[leader] = new Standing { Version = from.Signed(), Changed = from.Flag() };
        }
        _reach.Load(from);
    }

    /// <summary>Puts everything together once all segments are read, the leaders' entities before.</summary>
    public void Loaded()
    {
        _reach.Loaded(_leaders.Ids.Capacity);
        _unsaved.Clear();
    }

    private void Change(int leader, long version)
    {
        _standings[leader] = new Standing { Version = version, Changed = true };
        _unsaved.Mark(leader);
    }

    private LeaderFigures FiguresOf(int leader)
    {
        var sums = _leaders.Totals(leader);
        var (merchants, products, pairs) = _reach.Count(leader);
        return new LeaderFigures(System.Text.Encoding.UTF8.GetString(_leaders.Ids.Name(leader)), sums[0], sums[1], sums[2], sums[3], sums[4],
            merchants, products, _leaders.Creators!.Count(leader), pairs);
    }

    private void HandOn(int leader, long version, CommerceRows rows)
    {
        var sums = _leaders.Totals(leader);
        var (merchants, products, pairs) = _reach.Count(leader);
        rows.Begin(CommerceTables.LeaderFigures, version).Text(_leaders.Ids.Name(leader)).Day(_day)
            .Integer(sums[0]).Integer(sums[1]).Integer(sums[2]).Integer(sums[3]).Integer(sums[4])
            .Integer(merchants).Integer(products).Integer(_leaders.Creators!.Count(leader)).Integer(pairs);
    }
}
