using StreamEngine.Events;
using StreamEngine.Simulator.Market;

namespace StreamEngine.Simulator.Traffic;

/// <summary>Draws one event after another from the random traffic: visits, parcels, reviews, rooms.</summary>
internal sealed class TrafficSource
{
    /// <summary>Orders that wait for their parcel, and as many for their review: some 4 MiB each, however heavy the load.</summary>
    public const int WaitingOrders = 65_536;

    private readonly Marketplace _market;
    private readonly Visits _visits;
    private readonly AfterSales _afterSales;
    private readonly Rooms _rooms;
    private SplitMix64 _rng;

    public TrafficSource(Marketplace market, SimulatorOptions options, ulong seed, long start, long firstOrder)
    {
        var paid = new OrderRing(WaitingOrders);
        _market = market;
        var handoffs = new Handoffs(market, options);
        _rooms = new Rooms(market, handoffs, start);
        _visits = new Visits(market, _rooms, handoffs, paid, firstOrder);
        _afterSales = new AfterSales(market, paid);
        _rng = new SplitMix64(seed);
    }

    /// <summary>The next event at <paramref name="now"/> (ms).</summary>
    public void Draw(ref Draft draft, long now, bool evening)
    {
        Mix mix = evening ? Mix.Evening : Mix.History;
        _visits.Sale = evening;
        ulong die = _rng.Next();
        int kind = (int)(die >> 48);
        if (kind < mix.Visits) _visits.Step(ref draft, die, now, mix, ref _rng);
        else if (kind < mix.Shipments)
        {
            if (!_afterSales.TryShip(ref draft, now, mix.OwnTime, ref _rng)) _visits.Step(ref draft, die, now, mix, ref _rng);
        }
        else if (kind < mix.AfterSales)
        {
            if (!_afterSales.TryFollowUp(ref draft, now, mix.OwnTime, ref _rng)) _visits.Step(ref draft, die, now, mix, ref _rng);
        }
        else if (kind < mix.Rooms) Content(ref draft, kind, now, mix);
        else Violate(ref draft, now);
    }

    private void Content(ref Draft draft, int kind, long now, Mix mix)
    {
        if (kind >= mix.Reports && _rooms.TryToggle(ref draft, now, ref _rng)) return;
        Visit visit = default;
        _visits.Arrive(ref visit, ref _rng);
        draft = Draft.Of(EventType.Watch, now, _market.Products[visit.Product].Merchant);
        draft.Creator = visit.Creator;
        draft.Leader = visit.Leader;
        draft.Scene = visit.Scene;
        draft.InRoom = visit.Scene == Scene.Live;
        draft.Session = visit.Session;
        if (kind >= mix.Watches && kind < mix.Follows)
        {
            draft.Type = EventType.Follow;
            draft.Buyer = visit.Buyer;
            draft.Party = visit.Creator >= 0 && !_rng.Chance(200) ? Party.Creator : Party.Merchant;
        }
        else if (kind >= mix.Follows && kind < mix.Reports && visit.Creator >= 0 && _rng.Below(600) < _market.Creators[visit.Creator].Reports)
        {
            draft.Type = EventType.Report;
            draft.Buyer = visit.Buyer;
        }
        else
        {
            draft.Count = _rng.Between(20, 380);
            draft.WatchMs = (long)draft.Count * _rng.Between(4_000, 90_000);
        }
    }

    /// <summary>Rare: a few in an evening of a small platform, one of thirty severe.</summary>
    private void Violate(ref Draft draft, long now)
    {
        Visit visit = default;
        _visits.Arrive(ref visit, ref _rng);
        draft = Draft.Of(EventType.Violation, now, _market.Products[visit.Product].Merchant);
        draft.Creator = visit.Creator;
        draft.Scene = visit.Scene;
        draft.Product = visit.Product;
        draft.Party = _rng.Below(3) switch { 0 => Party.Product, 1 => Party.Merchant, _ => visit.Creator >= 0 ? Party.Creator : Party.Product };
        draft.Severe = _rng.Below(30) == 0;
        draft.Points = (short)_rng.Between(1, 4);
    }
}
