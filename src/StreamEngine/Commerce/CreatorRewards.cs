using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>
/// The traffic that creators earn with handoffs (川流) on the day of the latest tick: what a tick credits counts for the tick's day, however late the orders were.
/// A day that is over changes no more, so only one is kept. Derived from what ticks add to a creator's handoff_gmv. Owned by the merge.
/// </summary>
internal sealed partial class CreatorRewards(HandoffOptions options)
{
    /// <summary>Impressions are credited fen * rate * factor percent / this.</summary>
    private const long Unit = 10_000;

    private struct Entry
    {
        /// <summary>Sum of credited fen * factor percent.</summary>
        public Int128 Weighted;

        public long Orders, Gmv, Version;

        /// <summary>Impressions up to the creator's limit, before the budget.</summary>
        public long Earned;

        public bool Changed;
    }

    private readonly PagedArray<Entry> _entries = new();
    private readonly SegmentMarks _unsaved = new();
    private readonly List<int> _changed = [];
    private IdTable _ids = new();
    private int _day = int.MinValue;
    private Int128 _sum;
    private (Int128 Sum, bool IsOver) _atLastTick;
    private long _scaleVersion;
    private bool _scaleChanged;

    /// <summary>Whether rows of the day are handed on: an epoch that begins without state knows only a part of its first one.</summary>
    public bool Leaves { get; set; } = true;

    /// <summary>The day, numbered from 1970-01-01.</summary>
    public int Day => _day;

    /// <summary>Creators credited on the day.</summary>
    public int Count => _ids.Count;

    /// <summary>What all creators have earned on the day before the budget, impressions.</summary>
    public Int128 Earned => _sum;

    private bool IsOver => _sum > options.RewardBudget;

    /// <summary>Goes on to the day of a tick; rows of the one before are handed on.</summary>
    public void BeginTick(int day, CommerceRows rows)
    {
        if (day == _day) return;
        Collect(rows);
        _ids = new IdTable();
        (_day, _sum, _atLastTick, _scaleVersion, _scaleChanged) = (day, 0, default, 0, false);
    }

    /// <summary>Credits a creator.</summary>
    /// <param name="hash">Hash of the name.</param>
    /// <param name="name">The creator.</param>
    /// <param name="orders">Handoffs; below 0 when orders are taken back.</param>
    /// <param name="gmv">Fen; below 0 when orders are taken back.</param>
    /// <param name="factor">Percent by the creator's band before the tick.</param>
    /// <param name="version">The tick's version.</param>
    public void Credit(ulong hash, ReadOnlySpan<byte> name, long orders, long gmv, int factor, long version)
    {
        var number = _ids.Find(hash, IdTable.NoParent, name);
        if (number < 0)
        {
            number = _ids.Add(hash, IdTable.NoParent, name);
            _entries.Ensure(number + 1);
            _entries[number] = default;
        }
        ref var entry = ref _entries[number];
        entry.Orders = Saturating.Add(entry.Orders, orders);
        entry.Gmv = Saturating.Add(entry.Gmv, gmv);
        entry.Weighted += (Int128)gmv * factor;
        entry.Version = version;
        var earned = Impressions(entry.Weighted);
        _sum += earned - entry.Earned;
        entry.Earned = earned;
        _unsaved.Mark(number);
        if (entry.Changed) return;
        entry.Changed = true;
        _changed.Add(number);
    }

    /// <summary>Ends a tick: when the budget is exceeded, what one creator earns changes what all others get.</summary>
    public void EndTick(long version)
    {
        if (_sum == _atLastTick.Sum) return;
        if (IsOver || _atLastTick.IsOver)
        {
            _scaleVersion = version;
            _scaleChanged = true;
        }
        _atLastTick = (_sum, IsOver);
    }

    /// <summary>Hands on the rows that changed since the last time.</summary>
    public void Collect(CommerceRows rows)
    {
        if (_scaleChanged)
        {
            for (var number = 0; number < _ids.Capacity; number++) HandOn(number, rows);
        }
        else
        {
            foreach (var number in _changed) HandOn(number, rows);
        }
        _changed.Clear();
        _scaleChanged = false;
    }

    /// <summary>The creators of the day with credited GMV (fen), and reward (impressions), in no particular order.</summary>
    public IEnumerable<CreatorReward> All()
    {
        for (var number = 0; number < _ids.Capacity; number++)
        {
            var entry = _entries[number];
            yield return new CreatorReward(System.Text.Encoding.UTF8.GetString(_ids.Name(number)), Math.Max(0, entry.Orders), Math.Max(0, entry.Gmv), entry.Earned, Reward(entry.Earned));
        }
    }

    private void HandOn(int number, CommerceRows rows)
    {
        ref var entry = ref _entries[number];
        if (entry.Changed) _unsaved.Mark(number);
        entry.Changed = false;
        if (!Leaves) return;
        rows.Begin(CommerceTables.CreatorRewards, Math.Max(entry.Version, _scaleVersion)).Text(_ids.Name(number)).Day(_day)
            .Integer(Math.Max(0, entry.Orders)).Integer(Math.Max(0, entry.Gmv)).Integer(entry.Earned).Integer(Reward(entry.Earned));
    }

    private long Impressions(Int128 weighted)
    {
        if (weighted <= 0) return 0;
        var impressions = weighted * options.RewardRate / Unit;
        return impressions < options.RewardLimit ? (long)impressions : options.RewardLimit;
    }

    private long Reward(long earned) => IsOver ? (long)((Int128)earned * options.RewardBudget / _sum) : earned;
}
