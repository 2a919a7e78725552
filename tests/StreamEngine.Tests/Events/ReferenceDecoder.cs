using System.Text;
using System.Text.Json;
using StreamEngine.Events;
using Field = System.Collections.Generic.Dictionary<string, StreamEngine.Tests.Events.ReferenceValue?>;

namespace StreamEngine.Tests.Events;

/// <summary>The event contract written down as plainly as possible: dictionaries, strings, exceptions.</summary>
internal sealed class ReferenceDecoder(long maximumSkewMs)
{
    private static readonly string[] Names =
    [
        "type", "id", "ts", "received", "merchant", "product", "creator", "leader", "buyer", "order", "room", "scene", "category", "brand", "count", "amount",
        "quantity", "list_amount", "market_amount", "commission_bp", "promised_by", "reason", "stars", "target", "liable", "watch_ms", "severity", "points",
        "duration_ms",
    ];

    private static readonly Dictionary<string, EventType> Types = Enum.GetValues<EventType>()[1..].ToDictionary(t => SnakeCase.Of(t.ToString()));

    public PlainEvent Decode(byte[] record, long? recordTimestamp)
    {
        if (record.Length > 1_048_576) return PlainEvent.Dead(DeadLetterReason.Size);
        List<(string Name, ReferenceValue? Value)>? fields;
        try
        {
            fields = ReferenceJson.Read(record);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return PlainEvent.Dead(DeadLetterReason.Json);
        }

        if (fields is null) return PlainEvent.Dead(DeadLetterReason.Object);
        if (Names.Any(name => fields.Count(f => f.Name == name) > 1)) return PlainEvent.Dead(DeadLetterReason.DuplicateField);
        var byName = new Field();
        foreach (var (name, value) in fields) byName[name] = value;
        if (byName.GetValueOrDefault("type")?.Text is not { } type) return PlainEvent.Dead(DeadLetterReason.Type);
        if (!Types.TryGetValue(type, out var known)) return new PlainEvent { Outcome = DecodeOutcome.UnknownType };
        try
        {
            return Checked(new Reader(byName), known, recordTimestamp);
        }
        catch (WrongField wrong)
        {
            return PlainEvent.Dead(wrong.Reason);
        }
    }

    private PlainEvent Checked(Reader r, EventType type, long? recordTimestamp)
    {
        var e = new PlainEvent { Type = type };
        if (type != EventType.Heartbeat) e = e with { Id = r.Id("id", true) };
        var ts = r.Time("ts")!.Value;
        var received = r.Time("received", false) ?? recordTimestamp ?? ts;
        if (recordTimestamp < received) received = recordTimestamp.Value;
        e = e with { Ts = ts, Received = received };
        if (type != EventType.Heartbeat) e = Own(r, Common(r, e));
        return (Int128)ts - received > maximumSkewMs ? PlainEvent.Dead(DeadLetterReason.FromTheFuture) : e;
    }

    private static PlainEvent Common(Reader r, PlainEvent e) => e with
    {
        Merchant = r.Id("merchant", true),
        Product = r.Id("product", e.Type is EventType.Impression or EventType.Click or EventType.Cart or EventType.OrderCreated or EventType.OrderPaid
            or EventType.OrderShipped or EventType.Refund or EventType.Review),
        Creator = r.Id("creator", false),
        Leader = r.Id("leader", false),
        Buyer = r.Id("buyer", false),
        Order = r.Id("order", e.Type is EventType.OrderCreated or EventType.OrderPaid or EventType.OrderShipped or EventType.Refund or EventType.Review
            or EventType.Complaint or EventType.DisputeClosed),
        Room = r.Id("room", e.Type is EventType.LiveStarted or EventType.LiveEnded),
        Scene = r.Text("scene", false) switch
        {
            null => Scene.None,
            "live" => Scene.Live,
            "video" => Scene.Video,
            "search" => Scene.Search,
            "mall" => Scene.Mall,
            "recommend" => Scene.Recommend,
            "store" => Scene.Store,
            _ => Scene.Other,
        },
        Category = r.Id("category", false),
        Brand = r.Id("brand", false),
    };

    private static PlainEvent Own(Reader r, PlainEvent e)
    {
        switch (e.Type)
        {
            case EventType.Impression or EventType.Click or EventType.Cart:
                return e with { Count = r.Integer("count", 1, 1_000_000) ?? 1 };
            case EventType.OrderCreated:
                return e with { Amount = r.Amount("amount")!.Value, Quantity = r.Integer("quantity", 1, 1_000_000) ?? 1 };
            case EventType.OrderPaid:
                e = e with { Amount = r.Amount("amount")!.Value, Quantity = r.Integer("quantity", 1, 1_000_000) ?? 1 };
                return e with
                {
                    ListAmount = r.Amount("list_amount", false) ?? e.Amount,
                    MarketAmount = r.Amount("market_amount", false),
                    CommissionBp = r.Integer("commission_bp", 0, 10_000) ?? 0,
                };
            case EventType.OrderShipped:
                return e with { PromisedBy = r.Time("promised_by", false) };
            case EventType.Refund:
                return e with
                {
                    Amount = r.Amount("amount")!.Value,
                    RefundReason = r.Text("reason", false) switch
                    {
                        "quality" => RefundReason.Quality,
                        "not_as_described" => RefundReason.NotAsDescribed,
                        "late" => RefundReason.Late,
                        "unwanted" => RefundReason.Unwanted,
                        _ => RefundReason.Other,
                    },
                };
            case EventType.Review:
                return e with { Stars = r.Integer("stars", 1, 5, true)!.Value };
            case EventType.Complaint:
                return e with { Party = r.Party("target", false, "merchant", "creator") ?? Party.Merchant };
            case EventType.DisputeClosed:
                return e with { Party = r.Party("liable", true, "merchant", "creator", "buyer", "none")!.Value };
            case EventType.Follow:
                return e with { Party = r.Party("target", false, "merchant", "creator") ?? (e.Creator.Length > 0 ? Party.Creator : Party.Merchant) };
            case EventType.Watch:
                return e with { WatchMs = r.Integer("watch_ms", 0, 2_678_400_000, true)!.Value, Count = r.Integer("count", 1, 1_000_000) ?? 1 };
            case EventType.Violation:
                return e with
                {
                    Party = r.Party("target", true, "product", "merchant", "creator")!.Value,
                    Severe = r.OneOf("severity", true, "general", "severe") == "severe",
                    Points = r.Integer("points", 0, 1_000) ?? 0,
                };
            case EventType.LiveEnded:
                return e with { DurationMs = r.Integer("duration_ms", 0, 2_678_400_000, true)!.Value };
            case EventType.Decision:
                return Decision(r, e);
            default:
                return e;
        }
    }

    private static PlainEvent Decision(Reader r, PlainEvent e)
    {
        var action = r.OneOf("action", true, "reverse", "reinstate", "freeze_tier", "release_tier");
        e = e with { By = r.ShortText("by"), Why = r.ShortText("why") };
        return action switch
        {
            "reverse" => Reversal(r, e with { Action = DecisionAction.Reverse }),
            "reinstate" => Reversal(r, e with { Action = DecisionAction.Reinstate }),
            "freeze_tier" => OfTier(r, e with { Action = DecisionAction.FreezeTier }),
            _ => OfTier(r, e with { Action = DecisionAction.ReleaseTier }),
        };
    }

    private static PlainEvent Reversal(Reader r, PlainEvent e) => e with
    {
        Event = r.RawObject("event"),
        Repeat = r.Flag("repeat"),
        HandoffCreator = r.Id("handoff_creator", false),
    };

    private static PlainEvent OfTier(Reader r, PlainEvent e)
    {
        e = e with { Party = r.Party("kind", true, "product", "merchant")!.Value };
        return e.Party == Party.Merchant || e.Product != "" ? e : throw new WrongField("product");
    }

    private sealed class WrongField(string name) : Exception(name)
    {
        public DeadLetterReason Reason => Enum.GetValues<DeadLetterReason>().Single(r => DeadLetterReasons.Name(r) == Message);
    }

    private sealed class Reader(Field fields)
    {
        public string Id(string name, bool required)
        {
            var value = Value(name, required);
            if (value is null) return "";
            var id = value.Text ?? value.Integer?.ToString() ?? throw new WrongField(name);
            for (var i = 0; i < id.Length; i++)
            {
                if (char.IsSurrogatePair(id, i)) i++;
                else if (char.IsSurrogate(id[i])) throw new WrongField(name);
            }

            return Encoding.UTF8.GetByteCount(id) is >= 1 and <= 64 ? id : throw new WrongField(name);
        }

        public long? Integer(string name, long smallest, long largest, bool required = false)
        {
            var value = Value(name, required);
            if (value is null) return null;
            return value.Integer >= smallest && value.Integer <= largest ? value.Integer : throw new WrongField(name);
        }

        public long? Amount(string name, bool required = true) => Integer(name, 0, 1_000_000_000_000, required);

        public long? Time(string name, bool required = true) => Integer(name, 946_684_800_000, 4_102_444_799_999, required);

        public string? Text(string name, bool required)
        {
            var value = Value(name, required);
            return value is null ? null : value.Text ?? throw new WrongField(name);
        }

        public string? OneOf(string name, bool required, params string[] texts)
        {
            var text = Text(name, required);
            return text is null || texts.Contains(text) ? text : throw new WrongField(name);
        }

        public Party? Party(string name, bool required, params string[] texts) =>
            OneOf(name, required, texts) is { } text ? Enum.Parse<Party>(text, ignoreCase: true) : null;

        public string ShortText(string name)
        {
            var bytes = Encoding.UTF8.GetBytes(Text(name, true)!); // U+FFFD for a lone surrogate
            return bytes.Length <= 500 ? Encoding.UTF8.GetString(bytes) : throw new WrongField(name);
        }

        public string RawObject(string name) => Value(name, true) is { IsObject: true } value ? value.Raw : throw new WrongField(name);

        public bool Flag(string name) => Value(name, false) is { } value && (value.Raw == "true" || (value.Raw == "false" ? false : throw new WrongField(name)));

        private ReferenceValue? Value(string name, bool required)
        {
            var value = fields.GetValueOrDefault(name);
            return value is null && required ? throw new WrongField(name) : value;
        }
    }
}
