using System.Globalization;
using System.IO.Hashing;
using System.Text;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Simulator.Market;

namespace StreamEngine.Simulator.Stories;

/// <summary>The stories of the evening. Numbers are chosen so that each move is certain under the default scorecards, with room to spare.</summary>
internal sealed class StoryBook
{
    private static readonly string[] CreatorNames = ["晚晚", "Ruby", "周周", "小北", "阿泽", "Nana", "木子", "Leo"];

    private readonly Stage _stage;
    private readonly List<Story> _stories = [];
    private readonly int[] _creators;

    public StoryBook(Stage stage)
    {
        _stage = stage;
        _creators = [.. CreatorNames.Select((name, i) => stage.Market.AddCreator($"c-{name}好物-8{i:00}", default))];
        Climb();
        Fall();
        Late();
        Reported();
        Handoff();
        Counterfeit();
        Appeal();
    }

    public IReadOnlyList<Story> Stories => _stories;

    private void Climb()
    {
        int cup = Product("m-暖阳家居旗舰店-801", "p-保温杯-003", "暖阳家居", category: 0);
        int buyers = _stage.NewBuyers(400);
        var before = new Deal(9_900, 11_900, 9_500, 1_000, [-1, _creators[0], -1, -1, _creators[1], -1, -1], buyers, 200);
        Ordinary(cup, before, orders: 90, impressionsEach: 10_000, searchEvery: 16, reviews: 40, badEvery: 15);
        var sale = new Deal(6_900, 11_900, 9_500, 2_500, _creators, buyers + 100, 300);
        _stage.Impressions(cup, _stage.Rush(0), _stage.Rush(1), 60, 2_000);
        _stage.Clicks(cup, _creators, _stage.Rush(0), _stage.Rush(1), 120, 40, 4);
        _stage.Purchases(cup, _stage.Rush(0.02), _stage.Rush(1), 240, sale);
        _stage.Shipments(cup, _stage.Rush(0.3), _stage.Tail(0.2), 120, firstLate: 119);
        _stage.Reviews(cup, _stage.Rush(0.4), _stage.Tail(0.3), 80, badEvery: 60);
        Tell("climb", "A thermos climbs to L5: a low price, eight creators, 240 orders in the rush",
            "L2 or lower before 20:00; tiers rise during the rush; in L5, with four benefits granted, before it ends", EntityKind.Product, cup, "p-保温杯-003");
    }

    private void Fall()
    {
        int buds = Product("m-极光数码专营店-802", "p-蓝牙耳机-017", "极光数码", category: 4);
        int buyers = _stage.NewBuyers(300);
        var deal = new Deal(19_900, 32_900, 25_900, 2_500, [_creators[2], -1, _creators[3], _creators[4], -1, _creators[5], _creators[6]], buyers, 260);
        Ordinary(buds, deal, orders: 150, impressionsEach: 7_000, searchEvery: 5, reviews: 60, badEvery: 61);
        _stage.Impressions(buds, _stage.Rush(0), _stage.Tail(1), 60, 1_500);
        _stage.Purchases(buds, _stage.Rush(0.05), _stage.Tail(0.5), 60, deal);
        _stage.Reviews(buds, _stage.Rush(0.3), _stage.Tail(0.5), 90, badEvery: 1);
        _stage.Refunds(buds, _stage.Rush(0.5), _stage.Tail(0.6), 45, RefundReason.Quality);
        Tell("fall", "Earphones fall out of L5: ninety bad reviews and forty-five quality refunds",
            "L5 until 20:00; the gate bad_review_rate takes it to L4 within the rush, the score to L3 in the tail", EntityKind.Product, buds, "p-蓝牙耳机-017");
    }

    private void Late()
    {
        int nuts = Product("m-快乐零食铺-803", "p-坚果礼盒-001", "快乐零食", category: 2);
        var deal = new Deal(5_900, 8_900, 6_900, 1_500, [-1, _creators[7], -1], _stage.NewBuyers(120), 95);
        Ordinary(nuts, deal, orders: 120, impressionsEach: 4_000, searchEvery: 8, reviews: 80, badEvery: 81);
        _stage.Purchases(nuts, _stage.Rush(0.05), _stage.Rush(1), 60, deal);
        _stage.Shipments(nuts, _stage.Rush(0.2), _stage.Tail(0.3), 72, firstLate: 4);
        _stage.Refunds(nuts, _stage.Rush(0.5), _stage.Tail(0.3), 12, RefundReason.Quality);
        _stage.Complaints(nuts, _stage.Rush(0.6), _stage.Tail(0.5), 20, Party.Merchant);
        _stage.Disputes(nuts, _stage.Tail(0.1), _stage.Tail(0.6), 12);
        Tell("late", "A snack merchant ships late and falls: parcels first, then stale nuts come back, then complaints and disputes",
            "excellent at 20:00; late_shipment_rate goes to 0 in the rush, the band falls step by step to lagging in the tail", EntityKind.Merchant, nuts, null);
    }

    private void Reported()
    {
        int creator = _stage.Market.AddCreator("c-大嗓门阿强-811", default);
        int shirt = Product("m-九月服饰工厂店-804", "p-T恤-021", "九月服饰", category: 3);
        var deal = new Deal(7_900, 12_900, 9_900, 2_000, [creator], _stage.NewBuyers(160), 90);
        Ordinary(shirt, deal, orders: 100, impressionsEach: 5_000, searchEvery: 1_000, reviews: 60, badEvery: 59);
        _stage.Watches(shirt, creator, _stage.History(0.02), _stage.History(1), 30, 120);
        _stage.Room(EventType.LiveStarted, shirt, creator, _stage.Rush(0), 0);
        _stage.Watches(shirt, creator, _stage.Rush(0.02), _stage.Rush(1), 40, 60);
        _stage.Purchases(shirt, _stage.Rush(0.05), _stage.Rush(1), 40, deal);
        _stage.Reports(shirt, creator, _stage.Rush(0.2), _stage.Tail(0.1), 70);
        _stage.Complaints(shirt, _stage.Rush(0.7), _stage.Tail(0.3), 16, Party.Creator);
        _stage.Refunds(shirt, _stage.Tail(0.05), _stage.Tail(0.35), 24, RefundReason.NotAsDescribed);
        _stage.Reviews(shirt, _stage.Rush(0.8), _stage.Tail(0.35), 30, badEvery: 2);
        _stage.Violation(shirt, creator, _stage.Tail(0.4), Party.Creator, severe: false, points: 15);
        _stage.Room(EventType.LiveEnded, shirt, creator, _stage.Tail(0.42), _stage.Tail(0.42) - _stage.Rush(0));
        Tell("reported", "A loud creator's rooms are reported, the goods come back, the platform takes 15 points",
            "excellent at 20:00; report_rate goes to 0 in the rush; lagging after the violation in the tail", EntityKind.Creator, "c-大嗓门阿强-811");
    }

    private void Handoff()
    {
        const string shop = "m-茶山记旗舰店-805";
        int creator = _stage.Market.AddCreator("c-茶艺小林-812", default);
        int tea = Product(shop, "p-六堡茶-009", "茶山记", category: 2);
        var deal = new Deal(12_800, 16_800, 13_900, 1_800, [creator], 0, 1);
        int[] buyers = Treated(shop, 40);
        long firstOrder = Math.Max(_stage.History(0), _stage.History(1) - (7L * 24 * 3600 * 1000));
        for (int i = 0; i < buyers.Length; i++)
            _stage.Purchase(tea, firstOrder + ((_stage.History(1) - firstOrder) * i / buyers.Length), deal, creator, buyers[i]);
        _stage.Room(EventType.LiveStarted, tea, -1, _stage.Rush(0.1), 0);
        for (int i = 0; i < buyers.Length; i++)
            _stage.Purchase(tea, _stage.Rush(0.2 + (0.7 * i / buyers.Length)), deal, -1, buyers[i]);
        _stage.Room(EventType.LiveEnded, tea, -1, _stage.Tail(0.5), _stage.Tail(0.5) - _stage.Rush(0.1));
        Tell("handoff", "Forty buyers whom a tea creator brought buy again in the merchant's own room: 川流 handoffs",
            "handoff_orders and handoff_gmv of this creator and of merchant " + shop + " grow in the rush, the last week's distribution orders closed by the merchant's room",
            EntityKind.Creator, "c-茶艺小林-812");
    }

    private void Counterfeit()
    {
        int scent = Product("m-奢品折扣仓-806", "p-香水-008", "奢品仓", category: 1);
        var deal = new Deal(29_900, 45_900, 36_900, 2_200, [-1, _creators[0], -1, _creators[3]], _stage.NewBuyers(80), 70);
        Ordinary(scent, deal, orders: 80, impressionsEach: 12_000, searchEvery: 6, reviews: 40, badEvery: 41);
        _stage.Purchases(scent, _stage.Rush(0), _stage.Rush(0.8), 30, deal);
        _stage.Violation(scent, -1, _stage.Rush(0.8), Party.Product, severe: true, points: 0);
        Tell("counterfeit", "A perfume turns out to be counterfeit: a severe violation caps its score at 30",
            "L3 or L4 until the end of the rush, then L0 at once with the reason violation", EntityKind.Product, scent, "p-香水-008");
    }

    private void Appeal()
    {
        const int Brushed = 60;
        int wipes = Product("m-云朵母婴旗舰店-807", "p-湿巾-012", "云朵", category: 1);
        var deal = new Deal(3_900, 5_900, 4_400, 1_800, [-1, _creators[1], -1, _creators[4]], _stage.NewBuyers(90), 80);
        Ordinary(wipes, deal, orders: 80, impressionsEach: 9_000, searchEvery: 6, reviews: 40, badEvery: 41);
        int brushers = _stage.NewBuyers(Brushed / 2);
        for (int i = 0; i < Brushed; i++)
        {
            int mark = _stage.NewMark();
            _stage.Purchase(wipes, _stage.Rush(0.1 + (0.8 * i / Brushed)), deal, -1, brushers + (i % (Brushed / 2)), mark);
            _stage.Reverse(wipes, mark, _stage.Tail(0.3) + i, repeat: i >= Brushed / 2);
        }
        int wrong = _stage.NewMark();
        _stage.Violation(wipes, -1, _stage.Rush(0.5), Party.Product, severe: true, points: 0, wrong);
        _stage.Reverse(wipes, wrong, _stage.Tail(0.5), repeat: false);
        Tell("appeal", "Sixty brushed orders (刷单) are taken out, and a violation that was wrong is voided",
            "L0 within the rush, with the reason violation; in the tail the decisions take sixty orders back, then the tier returns at once; explain says who decided and why",
            EntityKind.Product, wipes, "p-湿巾-012");
    }

    /// <summary>A month of ordinary business: enough orders for a rating, parcels on time, a few of everything.</summary>
    private void Ordinary(int product, Deal deal, int orders, int impressionsEach, int searchEvery, int reviews, int badEvery)
    {
        long from = _stage.History(0.01), to = _stage.History(1);
        _stage.Impressions(product, from, to, 60, impressionsEach);
        _stage.Clicks(product, [deal.Creators[^1]], from, to, 120, 15, searchEvery);
        _stage.Purchases(product, from, to, orders, deal);
        _stage.Shipments(product, _stage.History(0.05), to, orders * 9 / 10, firstLate: (orders * 9 / 10) - 1);
        _stage.Reviews(product, _stage.History(0.1), to, reviews, badEvery);
        _stage.Refunds(product, _stage.History(0.5), to, 1, RefundReason.Quality);
    }

    private int Product(string merchant, string product, string brand, byte category)
    {
        int seller = _stage.Market.AddMerchant(merchant, default);
        return _stage.Market.AddProduct(product, new ProductTraits { Merchant = seller, Brand = _stage.Market.Brand(brand), Category = category });
    }

    /// <summary>Buyers whose pair with the merchant is not in the hold-out, so that their handoffs count.</summary>
    private int[] Treated(string merchant, int count)
    {
        var buyers = new List<int>();
        while (buyers.Count < count)
        {
            int buyer = _stage.NewBuyers(1);
            string pair = string.Create(CultureInfo.InvariantCulture, $"{merchant}\u001fb-{Lines.EventWriter.FirstBuyer + buyer}");
            if (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(pair)) % 10 != 0) buyers.Add(buyer);
        }
        return [.. buyers];
    }

    private void Tell(string id, string title, string watch, EntityKind kind, int product, string? productId)
    {
        string merchant = _stage.Market.MerchantName(_stage.Market.Products[product].Merchant);
        Tell(id, title, watch, kind, productId is null ? merchant : merchant + "/" + productId);
    }

    private void Tell(string id, string title, string watch, EntityKind kind, string entity) => _stories.Add(new Story(id, title, watch, kind, entity));
}
