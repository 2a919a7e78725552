using StreamEngine.Events;
using StreamEngine.Simulator.Market;
using StreamEngine.Simulator.Traffic;

namespace StreamEngine.Simulator.Stories;

/// <summary>
/// Writes the scripts of the stories: events evenly spread over spans of the simulated time. Their cast takes no part in the random traffic, and nothing
/// of them is late, broken or sent twice; so what they do to scores does not depend on the seed.
/// </summary>
internal sealed class Stage(MarketplaceBuilder market, LoadCurve times, int firstBuyer, long firstOrder)
{
    private const long PaymentMs = 400;

    private readonly List<Draft> _script = [];
    private readonly Dictionary<int, List<Draft>> _orders = [];
    private readonly Dictionary<(int Product, EventType Type), int> _cursors = [];
    private long _nextOrder = firstOrder;
    private int _nextBuyer = firstBuyer;
    private int _marks;

    public MarketplaceBuilder Market => market;

    /// <summary>A point of the history, 0..1; without history a point of the warm-up.</summary>
    public long History(double part) =>
        times.StartNs < times.EveningNs ? Point(times.StartNs, times.EveningNs, part) : Point(times.EveningNs, times.OpeningNs, part);

    /// <summary>A point of the rush, 0..1.</summary>
    public long Rush(double part) => Point(times.OpeningNs, times.RushEndNs, part);

    /// <summary>A point of the tail, 0..1.</summary>
    public long Tail(double part) => Point(times.RushEndNs, times.EndNs, part);

    /// <summary>Indexes of buyers that nobody else is.</summary>
    public int NewBuyers(int count) => (_nextBuyer += count) - count;

    public void Impressions(int product, long from, long to, int n, int count) =>
        Spread(from, to, n, (ts, _) => Add(Of(EventType.Impression, ts, product, -1) with { Count = count, Scene = Scene.Recommend }));

    /// <summary>Clicks, every <paramref name="searchEvery"/>-th of them out of a search.</summary>
    public void Clicks(int product, int[] creators, long from, long to, int n, int count, int searchEvery) =>
        Spread(from, to, n, (ts, i) => Add(i % searchEvery == 0
            ? Of(EventType.Click, ts, product, -1) with { Count = count, Scene = Scene.Search }
            : Of(EventType.Click, ts, product, creators[i % creators.Length]) with { Count = count }));

    /// <summary>Orders of one piece, each paid a moment later.</summary>
    public void Purchases(int product, long from, long to, int n, Deal deal) => Spread(from, to, n, (ts, i) =>
        Purchase(product, ts, deal, deal.Creators[i % deal.Creators.Length], deal.FirstBuyer + (i % deal.Buyers)));

    /// <summary>An order of one piece. With a mark its payment can be decided about.</summary>
    public void Purchase(int product, long ts, Deal deal, int creator, int buyer, int mark = 0)
    {
        Draft created = Of(EventType.OrderCreated, ts, product, creator) with
        {
            Buyer = buyer,
            Order = _nextOrder++,
            Amount = deal.Price,
            Quantity = 1,
        };
        Add(created);
        Draft paid = created with
        {
            Type = EventType.OrderPaid,
            Ts = ts + PaymentMs,
            ListAmount = deal.List,
            MarketAmount = deal.Market,
            CommissionBp = creator >= 0 ? deal.CommissionBp : (short)0,
            Mark = mark,
        };
        Add(paid);
        if (!_orders.TryGetValue(product, out List<Draft>? orders)) _orders[product] = orders = [];
        orders.Add(paid);
    }

    /// <summary>Parcels of the orders that have none yet, late from the <paramref name="firstLate"/>-th on.</summary>
    public void Shipments(int product, long from, long to, int n, int firstLate) => Spread(from, to, n, (ts, i) =>
        Add(Next(EventType.OrderShipped, ts, product) with { PromisedBy = i >= firstLate ? ts - 7_200_000 : ts + 86_400_000 }));

    /// <summary>Reviews, every <paramref name="badEvery"/>-th bad, the others of five stars.</summary>
    public void Reviews(int product, long from, long to, int n, int badEvery) => Spread(from, to, n, (ts, i) =>
        Add(Next(EventType.Review, ts, product) with { Stars = (byte)(i % badEvery == badEvery - 1 ? 1 : 5) }));

    public void Refunds(int product, long from, long to, int n, RefundReason reason) => Spread(from, to, n, (ts, _) =>
        Add(Next(EventType.Refund, ts, product) with { Reason = reason }));

    public void Complaints(int product, long from, long to, int n, Party target) => Spread(from, to, n, (ts, _) =>
        Add(Next(EventType.Complaint, ts, product) with { Party = target }));

    public void Disputes(int product, long from, long to, int n) => Spread(from, to, n, (ts, _) =>
        Add(Next(EventType.DisputeClosed, ts, product) with { Party = Party.Merchant }));

    public void Watches(int product, int creator, long from, long to, int n, int count) => Spread(from, to, n, (ts, _) =>
        Add(InRoom(EventType.Watch, ts, product, creator) with { Count = count, WatchMs = count * 31_000L }));

    public void Reports(int product, int creator, long from, long to, int n) => Spread(from, to, n, (ts, _) =>
        Add(InRoom(EventType.Report, ts, product, creator) with { Buyer = NewBuyers(1) }));

    public void Room(EventType type, int product, int creator, long ts, long durationMs) =>
        Add(InRoom(type, ts, product, creator) with { DurationMs = durationMs });

    public void Violation(int product, int creator, long ts, Party target, bool severe, short points, int mark = 0) =>
        Add(Of(EventType.Violation, ts, product, creator) with { Party = target, Severe = severe, Points = points, Mark = mark });

    /// <summary>A number for an event that will be decided about.</summary>
    public int NewMark() => ++_marks;

    /// <summary>A manual decision that reverses a marked event.</summary>
    public void Reverse(int product, int mark, long ts, bool repeat) =>
        Add(Of(EventType.Decision, ts, product, -1) with { Product = -1, Scene = Scene.None, InRoom = false, Mark = mark, Repeat = repeat });

    /// <summary>The whole script in the order of time; what lies beyond the end is cut.</summary>
    public Draft[] Script()
    {
        long end = times.EndNs / 1_000_000;
        return [.. _script.Where(d => d.Ts < end).OrderBy(d => d.Ts)];
    }

    /// <summary>The product's next order that has had no event of this type, oldest first.</summary>
    private Draft Next(EventType type, long ts, int product)
    {
        List<Draft> orders = _orders[product];
        int cursor = _cursors.GetValueOrDefault((product, type));
        _cursors[(product, type)] = cursor + 1;
        return orders[cursor % orders.Count] with { Type = type, Ts = ts };
    }

    private Draft Of(EventType type, long ts, int product, int creator)
    {
        Draft draft = Draft.Of(type, ts, market.Products[product].Merchant);
        draft.Product = product;
        draft.Creator = creator;
        draft.Leader = creator >= 0 ? 0 : -1;
        draft.Scene = Scene.Live;
        draft.InRoom = true;
        return draft;
    }

    private Draft InRoom(EventType type, long ts, int product, int creator) => Of(type, ts, product, creator) with { Product = -1, Leader = -1 };

    private void Add(Draft draft) => _script.Add(draft);

    private static void Spread(long from, long to, int n, Action<long, int> at)
    {
        for (int i = 0; i < n; i++) at(from + ((to - from) * i / n), i);
    }

    private static long Point(long fromNs, long toNs, double part) => (fromNs + (long)((toNs - fromNs) * part)) / 1_000_000;
}
