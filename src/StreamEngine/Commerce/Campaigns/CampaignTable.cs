using System.Runtime.CompilerServices;
using System.Text;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>
/// The totals of one campaign and kind at one owner, by id: they outlive the entities. Additions come at ticks; <see cref="EndTick"/> looks at what they have
/// done once the tick is whole. Owned by one thread.
/// </summary>
internal sealed partial class CampaignTable(Campaign campaign, EntityKind kind, MilestoneLine? line)
{
    private struct Row
    {
        public CampaignFigures Figures;
        public long Version;

        /// <summary>The tick at which the line was first crossed; 0 before.</summary>
        public long ReachedTick;

        public long Reached;
        public bool Changed, Touched, Below;
    }

    /// <summary>Wide kinds have few entities and many buyers; the others the reverse.</summary>
    private readonly int _precision = kind is EntityKind.Merchant or EntityKind.Creator ? 10 : 12;

    private readonly IdTable _ids = new();
    private readonly PagedArray<Row> _rows = new();
    private readonly List<HyperLogLog?> _buyers = [];
    private readonly List<int> _changed = [], _touched = [], _reached = [];
    private readonly SegmentMarks _unsaved = new();
    private long _saturated;

    /// <summary>The campaign.</summary>
    public Campaign Campaign => campaign;

    /// <summary>The kind.</summary>
    public EntityKind Kind => kind;

    /// <summary>Ids held.</summary>
    public int Count => _ids.Count;

    /// <summary>Milestones that were reached.</summary>
    public int ReachedCount => _reached.Count;

    /// <summary>Of them those whose figure refunds have taken back.</summary>
    public int BelowCount => _reached.Count(number => _rows[number].Below);

    /// <summary>Sums that were cut at the end of a 64-bit integer.</summary>
    public long Saturated => _saturated;

    /// <summary>The number of an id, or -1.</summary>
    public int Find(ulong hash, ReadOnlySpan<byte> id) => _ids.Find(hash, IdTable.NoParent, id);

    /// <summary>Admits an id that is not there.</summary>
    public int Admit(ulong hash, ReadOnlySpan<byte> id)
    {
        var number = _ids.Add(hash, IdTable.NoParent, id);
        _rows.Ensure(number + 1);
        while (_buyers.Count <= number) _buyers.Add(null);
        return number;
    }

    /// <summary>Adds what a tick adds, values being indexed by metric.</summary>
    public void Add(int number, ulong mask, ReadOnlySpan<long> values, long version)
    {
        ref var row = ref _rows[number];
        row.Figures = row.Figures.Plus(mask, values, ref _saturated);
        Touch(number, ref row);
        Change(number, ref row, version);
    }

    /// <summary>Counts a buyer.</summary>
    public void SeeBuyer(int number, ulong buyer, long version)
    {
        if ((_buyers[number] ??= new HyperLogLog(_precision)).Add(buyer)) Change(number, ref _rows[number], version);
    }

    /// <summary>Tells the milestones that the tick's additions have reached, and says of those reached before whether they are below their line now.</summary>
    public void EndTick(long tick, long version, CommerceRows rows, List<NewMilestone> reached)
    {
        foreach (var number in _touched)
        {
            ref var row = ref _rows[number];
            row.Touched = false;
            if (line is not { } own || !campaign.Options.Milestones) continue;
            var value = row.Figures[own.Figure];
            var isBelow = value < own.Threshold;
            if (row.ReachedTick == 0 && !isBelow)
            {
                row.ReachedTick = tick;
                row.Reached = value;
                _reached.Add(number);
                reached.Add(new NewMilestone(campaign, Milestone(number, own)));
            }
            else if (row.ReachedTick == 0 || row.Below == isBelow) continue;
            row.Below = isBelow;
            _unsaved.Mark(number);
            rows.Begin(CommerceTables.Milestones, version).Text(campaign.IdBytes).Text(EntityKinds.Name(kind)).Text(_ids.Name(number))
                .Time(row.ReachedTick).Text(CampaignFigures.Names[(int)own.Figure]).Integer(own.Threshold).Integer(row.Reached).Flag(row.Below);
        }
        _touched.Clear();
    }

    /// <summary>Hands on the rows that changed since the last time.</summary>
    public void CollectRows(CommerceRows rows)
    {
        foreach (var number in _changed)
        {
            ref var row = ref _rows[number];
            row.Changed = false;
            _unsaved.Mark(number);
            var figures = row.Figures;
            rows.Begin(CommerceTables.CampaignTotals, row.Version).Text(campaign.IdBytes).Text(EntityKinds.Name(kind)).Text(_ids.Name(number))
                .Integer(figures.Gmv).Integer(figures.NetGmv).Integer(figures.Units).Integer(figures.Orders).Integer(figures.Refunds).Integer(BuyersOf(number));
        }
        _changed.Clear();
    }

    /// <summary>The totals of an entity.</summary>
    public CampaignTotal Total(int number) => new(kind, IdOf(number), _rows[number].Figures, BuyersOf(number));

    /// <summary>The milestones that were reached, in the order in which they were.</summary>
    public IEnumerable<ReachedMilestone> Reached() => line is { } own ? _reached.Select(number => Milestone(number, own)) : [];

    /// <summary>Offers every entity to a leaderboard.</summary>
    public void Offer(Leaderboard board)
    {
        for (var number = 0; number < _ids.Capacity; number++)
        {
            if (_ids.IsUsed(number) && board.Wants(_rows[number].Figures[board.Figure])) board.Offer(_rows[number].Figures[board.Figure], _ids.Name(number), this, number);
        }
    }

    private ReachedMilestone Milestone(int number, MilestoneLine own)
    {
        var row = _rows[number];
        return new ReachedMilestone(kind, IdOf(number), row.ReachedTick, own.Figure, own.Threshold, row.Reached, row.Figures[own.Figure], row.Below);
    }

    private string IdOf(int number) => Encoding.UTF8.GetString(_ids.Name(number));

    private long BuyersOf(int number) => _buyers[number]?.Estimate() ?? 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Touch(int number, ref Row row)
    {
        if (row.Touched) return;
        row.Touched = true;
        _touched.Add(number);
    }

    private void Change(int number, ref Row row, long version)
    {
        row.Version = version;
        _unsaved.Mark(number);
        if (row.Changed) return;
        row.Changed = true;
        _changed.Add(number);
    }
}
