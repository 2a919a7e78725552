using System.Globalization;
using System.Text;
using StreamEngine.Events;
using StreamEngine.Simulator.Market;
using StreamEngine.Simulator.Traffic;

namespace StreamEngine.Simulator.Lines;

/// <summary>Writes drafts as JSON: pieces copied and numbers formatted, nothing allocated. Fields always come in the order of the contract.</summary>
internal sealed class EventWriter
{
    public const long FirstBuyer = 10_000_000;

    private readonly Marketplace _market;
    private readonly bool _received;
    private readonly byte[] _idPrefix;
    private readonly byte[] _orderPrefix;

    public EventWriter(Marketplace market, SimulatorOptions options)
    {
        _market = market;
        _received = options.Received;
        string tag = (SplitMix64.Mix(options.Seed) & 0xFFFF).ToString("x4", CultureInfo.InvariantCulture);
        _idPrefix = Encoding.UTF8.GetBytes($"{{\"id\":\"e-{tag}-");
        _orderPrefix = Encoding.UTF8.GetBytes($",\"order\":\"o-{tag}-");
    }

    /// <summary>Where the name of the type lies in the line written last.</summary>
    public Range TypeName { get; private set; }

    /// <summary>Where the digits of <c>ts</c> lie in the line written last.</summary>
    public Range TsDigits { get; private set; }

    public void Heartbeat(LineBuffer line, long ts)
    {
        line.Clear();
        line.Raw("{\"type\":\"heartbeat\",\"ts\":"u8);
        line.Number(ts);
        Received(line, ts);
        line.Raw("}"u8);
    }

    public void Event(LineBuffer line, in Draft draft, long sequence, long received)
    {
        line.Clear();
        line.Raw(_idPrefix);
        line.Number(sequence);
        line.Raw("\",\"type\":\""u8);
        int start = line.Length;
        line.Raw(Name(draft.Type));
        TypeName = start..line.Length;
        line.Raw("\",\"ts\":"u8);
        start = line.Length;
        line.Number(draft.Ts);
        TsDigits = start..line.Length;
        Received(line, received);
        Parties(line, in draft);
        Place(line, in draft);
        Own(line, in draft);
        if (draft.Session != 0)
        {
            line.Raw(",\"session\":\"s-"u8);
            line.Number(draft.Session);
            line.Raw("\""u8);
        }
        line.Raw(((sequence * 7) & 3) < 2 ? ",\"app\":\"android-12.6.30.4718\"}"u8 : ",\"app\":\"ios-12.6.31.209\"}"u8);
    }

    /// <summary>A manual decision that reverses an event, which it carries as it was written.</summary>
    public void Decision(LineBuffer line, in Draft draft, long sequence, long received, ReadOnlySpan<byte> original)
    {
        line.Clear();
        line.Raw(_idPrefix);
        line.Number(sequence);
        line.Raw("\",\"type\":\"decision\",\"ts\":"u8);
        line.Number(draft.Ts);
        Received(line, received);
        line.Raw(_market.MerchantFields[draft.Merchant]);
        line.Raw(",\"action\":\"reverse\",\"by\":\"运营小赵\",\"why\":"u8);
        line.Raw(draft.Repeat || original.IndexOf("order_paid"u8) >= 0 ? "\"刷单\""u8 : "\"误判，商家申诉成立\""u8);
        line.Raw(",\"event\":"u8);
        line.Raw(original);
        line.Raw(draft.Repeat ? ",\"repeat\":true}"u8 : "}"u8);
    }

    private void Received(LineBuffer line, long received)
    {
        if (!_received) return;
        line.Raw(",\"received\":"u8);
        line.Number(received);
    }

    private void Parties(LineBuffer line, in Draft draft)
    {
        line.Raw(draft.Product >= 0 ? _market.ProductFields[draft.Product] : _market.MerchantFields[draft.Merchant]);
        if (draft.Creator >= 0) Text(line, ",\"creator\":\""u8, _market.CreatorIds[draft.Creator]);
        if (draft.Leader >= 0) Text(line, ",\"leader\":\""u8, _market.LeaderIds[draft.Leader]);
        if (draft.Buyer >= 0)
        {
            line.Raw(",\"buyer\":\"b-"u8);
            line.Number(FirstBuyer + draft.Buyer);
            line.Raw("\""u8);
        }
        if (draft.Order == 0) return;
        line.Raw(_orderPrefix);
        line.Number(draft.Order);
        line.Raw("\""u8);
    }

    private void Place(LineBuffer line, in Draft draft)
    {
        if (draft.InRoom)
            Text(line, ",\"room\":\"r-"u8, draft.Creator >= 0 ? _market.CreatorIds[draft.Creator] : _market.MerchantIds[draft.Merchant]);
        line.Raw(draft.Scene switch
        {
            Scene.None => ""u8,
            Scene.Live => ",\"scene\":\"live\""u8,
            Scene.Video => ",\"scene\":\"video\""u8,
            Scene.Search => ",\"scene\":\"search\""u8,
            Scene.Mall => ",\"scene\":\"mall\""u8,
            Scene.Recommend => ",\"scene\":\"recommend\""u8,
            Scene.Store => ",\"scene\":\"store\""u8,
            _ => ",\"scene\":\"群聊\""u8,
        });
        if (draft.Product < 0) return;
        ref readonly ProductTraits product = ref _market.Products[draft.Product];
        line.Raw(_market.CategoryFields[product.Category]);
        line.Raw(_market.BrandFields[product.Brand]);
    }

    private static void Own(LineBuffer line, in Draft draft)
    {
        switch (draft.Type)
        {
            case EventType.Impression or EventType.Click or EventType.Cart:
                Field(line, ",\"count\":"u8, draft.Count);
                break;
            case EventType.OrderCreated:
                Field(line, ",\"amount\":"u8, draft.Amount);
                Field(line, ",\"quantity\":"u8, draft.Quantity);
                break;
            case EventType.OrderPaid:
                Field(line, ",\"amount\":"u8, draft.Amount);
                Field(line, ",\"quantity\":"u8, draft.Quantity);
                Field(line, ",\"list_amount\":"u8, draft.ListAmount);
                Field(line, ",\"market_amount\":"u8, draft.MarketAmount);
                if (draft.Creator >= 0) Field(line, ",\"commission_bp\":"u8, draft.CommissionBp);
                break;
            case EventType.OrderShipped:
                Field(line, ",\"promised_by\":"u8, draft.PromisedBy);
                break;
            case EventType.Refund:
                Field(line, ",\"amount\":"u8, draft.Amount);
                Text(line, ",\"reason\":\""u8, Name(draft.Reason));
                break;
            case EventType.Review:
                Field(line, ",\"stars\":"u8, draft.Stars);
                break;
            case EventType.Complaint or EventType.Follow:
                Text(line, ",\"target\":\""u8, Name(draft.Party));
                break;
            case EventType.DisputeClosed:
                Text(line, ",\"liable\":\""u8, Name(draft.Party));
                break;
            case EventType.Watch:
                Field(line, ",\"watch_ms\":"u8, draft.WatchMs);
                Field(line, ",\"count\":"u8, draft.Count);
                break;
            case EventType.Violation:
                Text(line, ",\"target\":\""u8, Name(draft.Party));
                Text(line, ",\"severity\":\""u8, draft.Severe ? "severe"u8 : "general"u8);
                Field(line, ",\"points\":"u8, draft.Points);
                break;
            case EventType.LiveEnded:
                Field(line, ",\"duration_ms\":"u8, draft.DurationMs);
                break;
        }
    }

    private static void Field(LineBuffer line, ReadOnlySpan<byte> name, long value)
    {
        line.Raw(name);
        line.Number(value);
    }

    private static void Text(LineBuffer line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        line.Raw(name);
        line.Raw(value);
        line.Raw("\""u8);
    }

    private static ReadOnlySpan<byte> Name(EventType type) => type switch
    {
        EventType.Impression => "impression"u8,
        EventType.Click => "click"u8,
        EventType.Cart => "cart"u8,
        EventType.OrderCreated => "order_created"u8,
        EventType.OrderPaid => "order_paid"u8,
        EventType.OrderShipped => "order_shipped"u8,
        EventType.Refund => "refund"u8,
        EventType.Review => "review"u8,
        EventType.Complaint => "complaint"u8,
        EventType.DisputeClosed => "dispute_closed"u8,
        EventType.Follow => "follow"u8,
        EventType.Watch => "watch"u8,
        EventType.Report => "report"u8,
        EventType.Violation => "violation"u8,
        EventType.LiveStarted => "live_started"u8,
        EventType.LiveEnded => "live_ended"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The simulator does not write events of this type."),
    };

    private static ReadOnlySpan<byte> Name(RefundReason reason) => reason switch
    {
        RefundReason.Quality => "quality"u8,
        RefundReason.NotAsDescribed => "not_as_described"u8,
        RefundReason.Late => "late"u8,
        RefundReason.Unwanted => "unwanted"u8,
        _ => "other"u8,
    };

    private static ReadOnlySpan<byte> Name(Party party) => party switch
    {
        Party.Product => "product"u8,
        Party.Merchant => "merchant"u8,
        Party.Creator => "creator"u8,
        Party.Buyer => "buyer"u8,
        _ => "none"u8,
    };
}
