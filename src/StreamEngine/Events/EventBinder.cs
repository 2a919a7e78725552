namespace StreamEngine.Events;

/// <summary>
/// Every check of the event contract from <c>duplicate_field</c> to <c>from_the_future</c>, once and in its order: captured values in, event or reason out.
/// The checks of a type's own fields are in <see cref="OwnFields"/>.
/// </summary>
internal static class EventBinder
{
    /// <summary>A record without a timestamp of its own: it comes from a file.</summary>
    public const long NoTimestamp = long.MinValue;

    /// <summary>2000-01-01 and the last millisecond of 2099, UTC.</summary>
    public const long EarliestTime = 946_684_800_000, LatestTime = 4_102_444_799_999;

    private const uint NeedsProduct =
        1u << (int)EventType.Impression | 1u << (int)EventType.Click | 1u << (int)EventType.Cart | 1u << (int)EventType.OrderCreated
        | 1u << (int)EventType.OrderPaid | 1u << (int)EventType.OrderShipped | 1u << (int)EventType.Refund | 1u << (int)EventType.Review;

    private const uint NeedsOrder =
        1u << (int)EventType.OrderCreated | 1u << (int)EventType.OrderPaid | 1u << (int)EventType.OrderShipped | 1u << (int)EventType.Refund
        | 1u << (int)EventType.Review | 1u << (int)EventType.Complaint | 1u << (int)EventType.DisputeClosed;

    private const uint NeedsRoom = 1u << (int)EventType.LiveStarted | 1u << (int)EventType.LiveEnded;

    /// <summary>Checks and binds. <paramref name="e"/> is complete only when the outcome is <see cref="DecodeOutcome.Event"/>.</summary>
    public static DecodeOutcome Bind(
        FieldValues values, ReadOnlySpan<byte> record, long recordTimestamp, long maximumSkewMs, out LiveEvent e, out DeadLetterReason reason)
    {
        LiveEvent.Clear(out e);
        reason = DeadLetterReason.DuplicateField;
        if (values.HasDuplicate) return DecodeOutcome.DeadLetter;

        var fields = new FieldReader(values, record);
        reason = DeadLetterReason.Type;
        if (!fields.TryText(FieldName.Type, out var type)) return DecodeOutcome.DeadLetter;

        reason = DeadLetterReason.None;
        e.Type = EventNames.Types.Find(type);
        if (e.Type == EventType.Unknown) return DecodeOutcome.UnknownType;

        reason = e.Type == EventType.Heartbeat ? BindTimes(in fields, recordTimestamp, ref e) : BindAll(in fields, recordTimestamp, ref e);
        if (reason == DeadLetterReason.None && e.Ts - maximumSkewMs > e.Received) reason = DeadLetterReason.FromTheFuture;
        return reason == DeadLetterReason.None ? DecodeOutcome.Event : DecodeOutcome.DeadLetter;
    }

    private static DeadLetterReason BindAll(in FieldReader fields, long recordTimestamp, ref LiveEvent e)
    {
        if (!fields.TryId(FieldName.Id, true, out e.Id)) return DeadLetterReason.Id;
        var reason = BindTimes(in fields, recordTimestamp, ref e);
        if (reason == DeadLetterReason.None) reason = BindCommon(in fields, ref e);
        return reason == DeadLetterReason.None ? OwnFields.Bind(in fields, ref e) : reason;
    }

    private static DeadLetterReason BindTimes(in FieldReader fields, long recordTimestamp, ref LiveEvent e)
    {
        if (!fields.TryInteger(FieldName.Ts, out e.Ts)) return DeadLetterReason.Ts;
        var fromKafka = recordTimestamp != NoTimestamp;
        if (!fields.TryInteger(FieldName.Received, fromKafka ? recordTimestamp : e.Ts, out e.Received)) return DeadLetterReason.Received;
        if (fromKafka) e.Received = Math.Min(e.Received, recordTimestamp);
        return DeadLetterReason.None;
    }

    private static DeadLetterReason BindCommon(in FieldReader fields, ref LiveEvent e)
    {
        var type = 1u << (int)e.Type;
        if (!fields.TryId(FieldName.Merchant, true, out e.Merchant)) return DeadLetterReason.Merchant;
        if (!fields.TryId(FieldName.Product, (type & NeedsProduct) != 0, out e.Product)) return DeadLetterReason.Product;
        if (!fields.TryId(FieldName.Creator, false, out e.Creator)) return DeadLetterReason.Creator;
        if (!fields.TryId(FieldName.Leader, false, out e.Leader)) return DeadLetterReason.Leader;
        if (!fields.TryId(FieldName.Buyer, false, out e.Buyer)) return DeadLetterReason.Buyer;
        if (!fields.TryId(FieldName.Order, (type & NeedsOrder) != 0, out e.Order)) return DeadLetterReason.Order;
        if (!fields.TryId(FieldName.Room, (type & NeedsRoom) != 0, out e.Room)) return DeadLetterReason.Room;
        if (fields.Has(FieldName.Scene))
        {
            if (!fields.TryText(FieldName.Scene, out var scene)) return DeadLetterReason.Scene;
            e.Scene = EventNames.Scenes.Find(scene);
        }

        if (!fields.TryId(FieldName.Category, false, out e.Category)) return DeadLetterReason.Category;
        return fields.TryId(FieldName.Brand, false, out e.Brand) ? DeadLetterReason.None : DeadLetterReason.Brand;
    }
}
