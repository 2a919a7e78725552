using System.IO.Hashing;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>川流 in a lane: handoffs and audiences go out at the tick that closes next, what their effect is worked out from at row intervals.</summary>
internal sealed partial class LaneState
{
    private readonly ZoneCalendar _calendar;
    private readonly HandoffDays _handoffDays;
    private readonly CommerceRows _pendingRows = new();
    private readonly List<Announcement> _pendingAnnouncements = [];
    private readonly List<OpenEdge> _edges = [];

    /// <summary>The rooms that have opened since the last tick, by merchant and room.</summary>
    private readonly HashSet<UInt128> _opened = [];
    private readonly Func<int, bool> _leaves;

    /// <summary>Adds the pairs that began on days up to the last one, of a merchant or of all when it is empty.</summary>
    public void SumUplift(int from, int to, ReadOnlySpan<byte> merchant, ref UpliftGroup treated, ref UpliftGroup heldOut) =>
        _handoffDays.Sum(from, to, merchant, ref treated, ref heldOut);

    /// <summary>Notes what a paid order means for its pair, beyond what metrics say.</summary>
    private void Record(in LiveEvent e, in PaidOrderEffect effect, int merchantRow, in EventPlace place, long eventTime)
    {
        var version = _setup.Version(_setup.TickAfter(eventTime));
        if (effect.IsFirst) _handoffDays.Begin(e.Merchant, place.Day, effect.HeldOut, version);
        if (effect.CountsAfterFirst)
            _handoffDays.Spend(e.Merchant, _calendar.DayOf(effect.First), effect.HeldOut, effect.SelfGmvBefore, effect.SelfGmvAfter, version);
        if (!effect.Handoff) return;
        if (!effect.HeldOut) Credit(effect.Creator, merchantRow, e.Amount, in place, takesBack: false);
        Span<byte> scratch = stackalloc byte[HiddenBuyerLength];
        _pendingRows.Begin(CommerceTables.Handoffs, version).Text(e.Merchant).Text(Outside(e.Buyer, scratch)).Text(e.Order)
            .Text(_names.Creators[effect.Creator]).Time(effect.EdgeTime).Time(e.Time).Integer(e.Amount).Flag(effect.HeldOut);
    }

    /// <summary>A rewarded handoff: counted on the merchant and on the credited creator, whom the event does not name.</summary>
    private void Credit(int creator, int merchantRow, long amount, in EventPlace place, bool takesBack)
    {
        Contribution.Begin(out var contribution);
        contribution.Add(Metric.HandoffOrders, 1);
        contribution.Add(Metric.HandoffGmv, amount);
        if (takesBack) contribution.Negate();
        if (merchantRow >= 0) _merchantDeltas.Add(merchantRow, in contribution);
        var creators = _names.Of(EntityKind.Creator);
        creators.Add(Row(creators, creator, in place), in contribution);
    }

    /// <summary>A merchant's own room opens: whom creators have brought to the merchant is announced. Once for a room and tick.</summary>
    private void OpenRoom(in LiveEvent e, long eventTime)
    {
        var tick = _setup.TickAfter(eventTime);
        if (!_opened.Add(KeyOfRoom(e.Merchant, e.Room))) return;
        var isLimited = _pairs.OpenEdges(e.Merchant, eventTime, _setup.Options.Handoffs.AudienceLimit, _edges);
        _pendingRows.Begin(CommerceTables.HandoffAudiences, _setup.Version(tick)).Text(e.Merchant).Text(e.Room).Time(tick)
            .Time(e.Time).Integer(_edges.Count).Flag(isLimited);
        var audience = new AudienceJson(e.Merchant, e.Room, _setup.Epoch, tick, _edges.Count);
        Span<byte> scratch = stackalloc byte[HiddenBuyerLength];
        for (var part = 0; part < audience.Parts; part++)
        {
            audience.Begin(part);
            foreach (var edge in AudienceJson.PartOf(_edges, part)) audience.Add(Outside(_pairs.BuyerOf(edge), scratch), _pairs.CreatorOf(edge), tick - edge.Time);
            _pendingAnnouncements.Add(audience.End());
        }
    }

    private static UInt128 KeyOfRoom(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> room)
    {
        Span<byte> scratch = stackalloc byte[HoldOut.MaximumKeyLength];
        return XxHash128.HashToUInt128(HoldOut.Key(merchant, room, scratch));
    }

    private const int HiddenBuyerLength = 32;

    /// <summary>A buyer as it leaves the engine: hidden behind a hash, unless configuration says otherwise.</summary>
    private ReadOnlySpan<byte> Outside(ReadOnlySpan<byte> buyer, Span<byte> scratch)
    {
        if (_setup.Options.Handoffs.ExposeBuyers) return buyer;
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(buyer, hash);
        Convert.TryToHexStringLower(hash, scratch, out _);
        return scratch;
    }

    private void HandOnHandoffs(long tick, Partial partial, bool collect)
    {
        partial.CommerceRows.AddRange(_pendingRows);
        partial.Announcements.AddRange(_pendingAnnouncements);
        _pendingRows.Clear();
        _pendingAnnouncements.Clear();
        _opened.Clear();
        _handoffDays.Advance(_calendar.DayOf(tick - 1), partial.CommerceRows, _leaves);
        if (collect) _handoffDays.Collect(partial.CommerceRows, _leaves);
    }

    private void SaveHandoffs(SnapshotWriter to)
    {
        _pendingRows.Save(to);
        to.Unsigned((ulong)_pendingAnnouncements.Count);
        foreach (var announcement in _pendingAnnouncements) OutputSnapshot.Save(to, announcement);
    }

    private void LoadHandoffs(SnapshotReader from)
    {
        _pendingRows.Load(from);
        for (var i = 0; i < _pendingRows.Count; i++)
        {
            if (_pendingRows[i] is var row && row.Table == CommerceTables.HandoffAudiences) _opened.Add(KeyOfRoom(row.Text(0), row.Text(1)));
        }
        for (var left = from.Count(); left > 0; left--) _pendingAnnouncements.Add(OutputSnapshot.LoadAnnouncement(from));
    }
}
