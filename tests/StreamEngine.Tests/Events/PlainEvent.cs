using System.Runtime.CompilerServices;
using System.Text;
using StreamEngine.Events;

namespace StreamEngine.Tests.Events;

/// <summary>A decoder's whole answer as a value that can be compared and printed.</summary>
internal sealed record PlainEvent
{
    public DecodeOutcome Outcome { get; init; }
    public DeadLetterReason Reason { get; init; }
    public EventType Type { get; init; }
    public Scene Scene { get; init; }
    public Party Party { get; init; }
    public RefundReason RefundReason { get; init; }
    public DecisionAction Action { get; init; }
    public bool Severe { get; init; }
    public long? MarketAmount { get; init; }
    public long? PromisedBy { get; init; }
    public long Ts { get; init; }
    public long Received { get; init; }
    public string Id { get; init; } = "";
    public string Merchant { get; init; } = "";
    public string Product { get; init; } = "";
    public string Creator { get; init; } = "";
    public string Leader { get; init; } = "";
    public string Buyer { get; init; } = "";
    public string Order { get; init; } = "";
    public string Room { get; init; } = "";
    public string Category { get; init; } = "";
    public string Brand { get; init; } = "";
    public long Count { get; init; }
    public long Amount { get; init; }
    public long Quantity { get; init; }
    public long ListAmount { get; init; }
    public long CommissionBp { get; init; }
    public long Stars { get; init; }
    public long WatchMs { get; init; }
    public long DurationMs { get; init; }
    public long Points { get; init; }
    public string By { get; init; } = "";
    public string Why { get; init; } = "";
    public string Event { get; init; } = "";
    public bool Repeat { get; init; }
    public string HandoffCreator { get; init; } = "";

    public static PlainEvent Dead(DeadLetterReason reason) => new() { Outcome = DecodeOutcome.DeadLetter, Reason = reason };

    public static PlainEvent Decode(EventDecoder decoder, ReadOnlySpan<byte> value, long recordTimestamp = long.MinValue)
    {
        // What lay in the event's memory before must not show: not even that it was zero.
        Unsafe.SkipInit(out LiveEvent e);
        Unsafe.InitBlockUnaligned(ref Unsafe.As<LiveEvent, byte>(ref e), 0x5A, (uint)Unsafe.SizeOf<LiveEvent>());
        var outcome = decoder.Decode(value, recordTimestamp, out e, out var reason);
        return new PlainEvent
        {
            Outcome = outcome,
            Reason = reason,
            Type = e.Type,
            Scene = e.Scene,
            Party = e.Party,
            RefundReason = e.RefundReason,
            Action = e.Action,
            Severe = e.Severe,
            MarketAmount = e.HasMarketAmount ? e.MarketAmount : null,
            PromisedBy = e.HasPromisedBy ? e.PromisedBy : null,
            Ts = e.Ts,
            Received = e.Received,
            Id = Text(e.Id),
            Merchant = Text(e.Merchant),
            Product = Text(e.Product),
            Creator = Text(e.Creator),
            Leader = Text(e.Leader),
            Buyer = Text(e.Buyer),
            Order = Text(e.Order),
            Room = Text(e.Room),
            Category = Text(e.Category),
            Brand = Text(e.Brand),
            Count = e.Count,
            Amount = e.Amount,
            Quantity = e.Quantity,
            ListAmount = e.ListAmount,
            CommissionBp = e.CommissionBp,
            Stars = e.Stars,
            WatchMs = e.WatchMs,
            DurationMs = e.DurationMs,
            Points = e.Points,
            By = Text(e.By),
            Why = Text(e.Why),
            Event = Text(e.Event),
            Repeat = e.Repeat,
            HandoffCreator = Text(e.HandoffCreator),
        };
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
