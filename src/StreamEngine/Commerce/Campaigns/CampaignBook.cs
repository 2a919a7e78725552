using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>
/// The totals of all campaigns at one owner: a lane's products and merchants, or the merge's other kinds. They outlive entities and their limit, and go when no
/// event of their campaign can come any more. Owned by one thread.
/// </summary>
internal sealed partial class CampaignBook
{
    private readonly CampaignPlan _plan;
    private readonly EntityKind _first;
    private readonly int _kinds;
    private readonly long _limit;
    private readonly Held[] _held;
    private long _count;

    /// <summary>What is held of a campaign.</summary>
    private sealed class Held
    {
        public required CampaignTable?[] Tables;

        /// <summary>The first instant at which events of it are too late everywhere.</summary>
        public long GoneAt;

        public bool IsGone;
    }

    /// <param name="plan">The campaigns.</param>
    /// <param name="first">The first of the owner's kinds.</param>
    /// <param name="last">The last of them.</param>
    /// <param name="limit">Totals that may be held, over all campaigns.</param>
    /// <param name="calendar">Days of the configured zone.</param>
    /// <param name="monthBuckets">Days after which an event is too late.</param>
    public CampaignBook(CampaignPlan plan, EntityKind first, EntityKind last, long limit, ZoneCalendar calendar, int monthBuckets)
    {
        _plan = plan;
        _first = first;
        _kinds = last - first + 1;
        _limit = limit;
        _held = [.. plan.All.Select(campaign => new Held
        {
            Tables = new CampaignTable?[_kinds],
            GoneAt = campaign.End == long.MaxValue ? long.MaxValue : calendar.StartOf(calendar.DayOf(campaign.End - 1) + monthBuckets),
        })];
    }

    /// <summary>Campaigns that began before this instant (ms) are not counted: an epoch that begins without state knows only a part of them.</summary>
    public long Floor { get; set; } = long.MinValue;

    /// <summary>Whether there are no campaigns at all.</summary>
    public bool IsEmpty => _plan.IsEmpty;

    /// <summary>Additions that had no place because of the limit.</summary>
    public long Refused { get; private set; }

    /// <summary>Sums that were cut at the end of a 64-bit integer.</summary>
    public long Saturated => _held.Sum(held => held.Tables.Sum(table => table?.Saturated ?? 0));

    /// <summary>Whether a row of deltas adds to any campaign.</summary>
    public bool Concerns(in DeltaHead head) => (head.Mask & CampaignFigures.Mask) != 0 && _plan.In(head.Slice).Length > 0;

    /// <summary>Adds a row of deltas to the campaigns of its slice.</summary>
    /// <param name="kind">Kind of the entity.</param>
    /// <param name="hash">Hash of its id, without a parent.</param>
    /// <param name="id">Its id as it leaves the engine.</param>
    /// <param name="head">The row's head.</param>
    /// <param name="values">Its values, indexed by metric.</param>
    /// <param name="version">The tick's version.</param>
    public void Add(EntityKind kind, ulong hash, ReadOnlySpan<byte> id, in DeltaHead head, ReadOnlySpan<long> values, long version)
    {
        foreach (var campaign in _plan.In(head.Slice))
        {
            if (TableOf(campaign, kind) is { } table && FindOrAdmit(table, hash, id) is var number and >= 0) table.Add(number, head.Mask, values, version);
        }
    }

    /// <summary>Counts a buyer of an entity in the campaigns of a slice.</summary>
    public void SeeBuyer(EntityKind kind, ulong hash, ReadOnlySpan<byte> id, int slice, ulong buyer, long version)
    {
        foreach (var campaign in _plan.In(slice))
        {
            if (TableOf(campaign, kind) is { } table && table.Find(hash, id) is var number and >= 0) table.SeeBuyer(number, buyer, version);
        }
    }

    /// <summary>Ends a tick: milestones that were reached, rows of those that changed sides, and totals of campaigns that are past.</summary>
    public void EndTick(long tick, long version, CommerceRows rows, List<NewMilestone> reached)
    {
        for (var i = 0; i < _held.Length; i++)
        {
            var held = _held[i];
            if (held.IsGone) continue;
            foreach (var table in held.Tables) table?.EndTick(tick, version, rows, reached);
            if (tick <= held.GoneAt) continue;
            foreach (var table in held.Tables) table?.CollectRows(rows);
            _count -= held.Tables.Sum(table => table?.Count ?? 0);
            Array.Clear(held.Tables);
            held.IsGone = true;
        }
    }

    /// <summary>Hands on the rows that changed since the last time.</summary>
    public void CollectRows(CommerceRows rows)
    {
        foreach (var held in _held)
        {
            foreach (var table in held.Tables) table?.CollectRows(rows);
        }
    }

    /// <summary>The totals of a campaign and kind; null when there are none.</summary>
    public CampaignTable? Find(Campaign campaign, EntityKind kind)
    {
        var own = (int)kind - (int)_first;
        return own >= 0 && own < _kinds ? _held[campaign.Number].Tables[own] : null;
    }

    private CampaignTable? TableOf(Campaign campaign, EntityKind kind)
    {
        var held = _held[campaign.Number];
        if (held.IsGone || campaign.Start < Floor) return null;
        return held.Tables[kind - _first] ??= NewTable(campaign, kind - _first);
    }

    private CampaignTable NewTable(Campaign campaign, int own)
    {
        var kind = (EntityKind)((int)_first + own);
        return new CampaignTable(campaign, kind, _plan.LineOf(kind));
    }

    private int FindOrAdmit(CampaignTable table, ulong hash, ReadOnlySpan<byte> id)
    {
        var number = table.Find(hash, id);
        if (number >= 0) return number;
        if (_count >= _limit)
        {
            Refused++;
            return -1;
        }
        _count++;
        return table.Admit(hash, id);
    }
}
