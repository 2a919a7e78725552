using StreamEngine.Events;
using StreamEngine.Simulator.Market;

namespace StreamEngine.Simulator.Traffic;

/// <summary>
/// Visits under way, each at its own step of the funnel; a step of a randomly chosen one is an event. Orders keep product, price, buyer
/// and creator from creation to payment and beyond.
/// </summary>
internal sealed class Visits(Marketplace market, Rooms rooms, Handoffs handoffs, OrderRing paid, long firstOrder)
{
    /// <summary>A power of two. At 50 events a second some 40 s pass between two steps of a visit; 160 KiB stay in the second-level cache.</summary>
    private const int UnderWay = 2048;

    /// <summary>An event of this many views for each fen of the price would sell at the scorecard's average revenue per view, at even odds; see Show.</summary>
    private const int FenPerView = 28;

    /// <summary>Of visits to a merchant's own content, those by buyers whom creators have lately brought, in 1/1000.</summary>
    private const int Brought = 400;

    private readonly Visit[] _visits = new Visit[UnderWay];
    private readonly Queue<Visit> _repeated = new(64);
    private long _nextOrder = firstOrder;

    /// <summary>Whether prices are those of the sale.</summary>
    public bool Sale { get; set; }

    /// <summary>The next step of a visit chosen by <paramref name="die"/>.</summary>
    public void Step(ref Draft draft, ulong die, long now, Mix mix, ref SplitMix64 rng)
    {
        if (_repeated.Count > 0)
        {
            Repeat(ref draft, now);
            return;
        }
        ref Visit visit = ref _visits[(int)(die & (UnderWay - 1))];
        if (visit.Next == VisitStage.Arrive)
        {
            Arrive(ref visit, ref rng);
            if ((int)((die >> 16) & 0xFFFF) < mix.ReadyToOrder) visit.Next = VisitStage.Order;
        }
        ulong luck = rng.Next();
        switch (visit.Next)
        {
            case VisitStage.Arrive: Show(ref draft, ref visit, now, mix, luck); break;
            case VisitStage.Click: Click(ref draft, ref visit, now, mix, luck); break;
            case VisitStage.Cart: Cart(ref draft, ref visit, now, mix, luck); break;
            case VisitStage.Order: Order(ref draft, ref visit, now, mix, luck); break;
            default: Pay(ref draft, ref visit, now, luck); break;
        }
    }

    /// <summary>Chooses product, channel, scene, creator and buyer as a new visit has them.</summary>
    public void Arrive(ref Visit visit, ref SplitMix64 rng)
    {
        visit.Product = market.Traffic.Draw(rng.Next());
        ref readonly ProductTraits product = ref market.Products[visit.Product];
        ref readonly MerchantTraits merchant = ref market.Merchants[product.Merchant];
        ulong luck = rng.Next();
        int channel = Part(luck, 0, 1000), scene = Part(luck, 16, 1000);
        visit.Creator = visit.Leader = -1;
        if (channel < merchant.Distribution)
        {
            visit.Creator = market.SellerOf(visit.Product, Part(luck, 32, product.SellingCreators));
            visit.Leader = market.LeaderOf(product.Merchant, visit.Creator);
            visit.Scene = scene < 780 && rooms.IsCreatorLive(visit.Creator) ? Scene.Live : scene < 960 ? Scene.Video : Scene.Recommend;
        }
        else if (channel < merchant.Distribution + merchant.Own)
            visit.Scene = scene < 820 && rooms.IsMerchantLive(product.Merchant) ? Scene.Live : Scene.Video;
        else
            visit.Scene = ShelfScene(scene, product.SearchShare);
        ulong who = rng.Next();
        bool isOwn = visit.Creator < 0 && visit.Scene is (Scene.Live or Scene.Video);
        visit.Buyer = isOwn && handoffs.HasAny(product.Merchant) && Part(who, 0, 1000) < Brought
            ? handoffs.Pick(product.Merchant, (uint)(who >> 32))
            : Part(who, 0, 1000) < merchant.Loyalty
            ? market.RegularOf(product.Merchant, Part(who, 16, merchant.Regulars))
            : (int)(((who >> 32) * (ulong)market.Buyers) >> 32);
        visit.Session = (uint)who | 1;
        int pieces = Part(luck, 48, 100);
        visit.Quantity = (byte)(pieces < 86 ? 1 : pieces < 96 ? 2 : 3);
    }

    private static Scene ShelfScene(int die, int searchShare)
    {
        if (die < searchShare) return Scene.Search;
        return ((die - searchShare) & 7) switch
        {
            0 or 1 or 2 => Scene.Mall,
            3 or 4 => Scene.Recommend,
            5 or 6 => Scene.Store,
            _ => Scene.Other,
        };
    }

    private void Show(ref Draft draft, ref Visit visit, long now, Mix mix, ulong luck)
    {
        ref readonly ProductTraits product = ref market.Products[visit.Product];
        Describe(ref draft, EventType.Impression, in visit, now);
        draft.Buyer = -1;
        // Pre-aggregated by the gateway: dear goods are shown more often for each sale than cheap ones.
        draft.Count = 1 + Part(luck, 0, 2 * mix.ViewsPerImpression * (1 + (product.Price / FenPerView)));
        visit.Next = Happens(luck, 16, mix.Click, product.Appeal) ? VisitStage.Click : VisitStage.Arrive;
    }

    private void Click(ref Draft draft, ref Visit visit, long now, Mix mix, ulong luck)
    {
        ref readonly ProductTraits product = ref market.Products[visit.Product];
        Describe(ref draft, EventType.Click, in visit, now);
        draft.Count = 1 + Part(luck, 0, 16 * mix.ViewsPerClick);
        visit.Next = Happens(luck, 16, mix.Cart, product.Appeal) ? VisitStage.Cart
            : Happens(luck, 32, mix.OrderFromClick, product.Appeal) ? VisitStage.Order
            : VisitStage.Arrive;
    }

    private void Cart(ref Draft draft, ref Visit visit, long now, Mix mix, ulong luck)
    {
        Describe(ref draft, EventType.Cart, in visit, now);
        draft.Count = 1;
        visit.Next = Happens(luck, 16, mix.OrderFromCart, 1000) ? VisitStage.Order : VisitStage.Arrive;
    }

    private void Order(ref Draft draft, ref Visit visit, long now, Mix mix, ulong luck)
    {
        ref readonly ProductTraits product = ref market.Products[visit.Product];
        visit.Order = _nextOrder++;
        visit.Amount = (long)product.Price * visit.Quantity * (Sale ? 1000 - product.EveningDiscount : 1000) / 1000;
        Created(ref draft, in visit, now);
        visit.Next = Happens(luck, 16, mix.Pay, 1000) ? VisitStage.Pay : VisitStage.Arrive;
    }

    private void Created(ref Draft draft, in Visit visit, long now)
    {
        Describe(ref draft, EventType.OrderCreated, in visit, now);
        draft.Order = visit.Order;
        draft.Amount = visit.Amount;
        draft.Quantity = visit.Quantity;
    }

    /// <summary>A buyer who was brought buys the same once more: an order, and then its payment.</summary>
    private void Repeat(ref Draft draft, long now)
    {
        Visit visit = _repeated.Dequeue();
        if (visit.Next == VisitStage.Pay)
        {
            Paid(ref draft, in visit, now);
            return;
        }
        visit.Order = _nextOrder++;
        Created(ref draft, in visit, now);
        visit.Next = VisitStage.Pay;
        _repeated.Enqueue(visit);
    }

    private void Pay(ref Draft draft, ref Visit visit, long now, ulong luck)
    {
        Paid(ref draft, in visit, now);
        visit.Next = VisitStage.Arrive;
        if (visit.Creator >= 0)
        {
            handoffs.Brought(draft.Merchant, visit.Buyer, now);
            return;
        }
        if (visit.Scene is not (Scene.Live or Scene.Video) || !handoffs.IsRepeated(draft.Merchant, visit.Buyer, now, (uint)luck)) return;
        Visit again = visit;
        again.Next = VisitStage.Order;
        _repeated.Enqueue(again);
    }

    private void Paid(ref Draft draft, in Visit visit, long now)
    {
        ref readonly ProductTraits product = ref market.Products[visit.Product];
        Describe(ref draft, EventType.OrderPaid, in visit, now);
        draft.Order = visit.Order;
        draft.Amount = visit.Amount;
        draft.Quantity = visit.Quantity;
        draft.ListAmount = (long)product.ListPrice * visit.Quantity;
        draft.MarketAmount = (long)product.MarketPrice * visit.Quantity;
        if (visit.Creator >= 0) draft.CommissionBp = product.CommissionBp;
        paid.Push(new OrderRef
        {
            Order = visit.Order,
            Amount = visit.Amount,
            Since = now,
            Product = visit.Product,
            Creator = visit.Creator,
            Leader = visit.Leader,
            Buyer = visit.Buyer,
            Scene = visit.Scene,
        });
    }

    private void Describe(ref Draft draft, EventType type, in Visit visit, long now)
    {
        draft = Draft.Of(type, now, market.Products[visit.Product].Merchant);
        draft.Product = visit.Product;
        draft.Creator = visit.Creator;
        draft.Leader = visit.Leader;
        draft.Buyer = visit.Buyer;
        draft.Scene = visit.Scene;
        draft.InRoom = visit.Scene == Scene.Live;
        draft.Session = visit.Session;
    }

    /// <summary>16 of the random bits, scaled to 0..bound-1.</summary>
    private static int Part(ulong bits, int shift, int bound) => (int)(((bits >> shift) & 0xFFFF) * (ulong)bound >> 16);

    private static bool Happens(ulong bits, int shift, int threshold, int perMille) =>
        (int)((bits >> shift) & 0xFFFF) < (int)((long)threshold * perMille / 1000);
}
