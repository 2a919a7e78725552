namespace StreamEngine.Events;

/// <summary>The fields that belong to one type of event, in the order in which they are checked. Fields of other types are never looked at.</summary>
internal static class OwnFields
{
    private static readonly ulong[] ByType = [.. Enum.GetValues<EventType>().Select(Fields)];

    /// <summary>The fields of a type as a mask.</summary>
    public static ulong Of(EventType type) => ByType[(int)type];

    /// <summary>Binds them. The common fields are bound already.</summary>
    public static DeadLetterReason Bind(in FieldReader fields, ref LiveEvent e) => e.Type switch
    {
        EventType.Impression or EventType.Click or EventType.Cart => Count(in fields, ref e),
        EventType.OrderCreated => AmountAndQuantity(in fields, ref e),
        EventType.OrderPaid => OrderPaid(in fields, ref e),
        EventType.OrderShipped => OrderShipped(in fields, ref e),
        EventType.Refund => Refund(in fields, ref e),
        EventType.Review => fields.TryInteger(FieldName.Stars, out e.Stars) ? DeadLetterReason.None : DeadLetterReason.Stars,
        EventType.Complaint => Target(in fields, Party.Merchant, ref e),
        EventType.DisputeClosed => Liable(in fields, ref e),
        EventType.Follow => Target(in fields, e.Creator.IsEmpty ? Party.Merchant : Party.Creator, ref e),
        EventType.Watch => fields.TryInteger(FieldName.WatchMs, out e.WatchMs) ? Count(in fields, ref e) : DeadLetterReason.WatchMs,
        EventType.Violation => Violation(in fields, ref e),
        EventType.LiveEnded => fields.TryInteger(FieldName.DurationMs, out e.DurationMs) ? DeadLetterReason.None : DeadLetterReason.DurationMs,
        EventType.Decision => DecisionFields.Bind(in fields, ref e),
        _ => DeadLetterReason.None,
    };

    private static DeadLetterReason Count(in FieldReader fields, ref LiveEvent e) =>
        fields.TryInteger(FieldName.Count, 1, out e.Count) ? DeadLetterReason.None : DeadLetterReason.Count;

    private static DeadLetterReason AmountAndQuantity(in FieldReader fields, ref LiveEvent e)
    {
        if (!fields.TryInteger(FieldName.Amount, out e.Amount)) return DeadLetterReason.Amount;
        return fields.TryInteger(FieldName.Quantity, 1, out e.Quantity) ? DeadLetterReason.None : DeadLetterReason.Quantity;
    }

    private static DeadLetterReason OrderPaid(in FieldReader fields, ref LiveEvent e)
    {
        var reason = AmountAndQuantity(in fields, ref e);
        if (reason != DeadLetterReason.None) return reason;
        if (!fields.TryInteger(FieldName.ListAmount, e.Amount, out e.ListAmount)) return DeadLetterReason.ListAmount;
        e.HasMarketAmount = fields.Has(FieldName.MarketAmount);
        if (!fields.TryInteger(FieldName.MarketAmount, 0, out e.MarketAmount)) return DeadLetterReason.MarketAmount;
        return fields.TryInteger(FieldName.CommissionBp, 0, out e.CommissionBp) ? DeadLetterReason.None : DeadLetterReason.CommissionBp;
    }

    private static DeadLetterReason OrderShipped(in FieldReader fields, ref LiveEvent e)
    {
        e.HasPromisedBy = fields.Has(FieldName.PromisedBy);
        return fields.TryInteger(FieldName.PromisedBy, 0, out e.PromisedBy)
            ? DeadLetterReason.None
            : DeadLetterReason.PromisedBy;
    }

    private static DeadLetterReason Refund(in FieldReader fields, ref LiveEvent e)
    {
        if (!fields.TryInteger(FieldName.Amount, out e.Amount)) return DeadLetterReason.Amount;
        if (!fields.Has(FieldName.Reason)) return DeadLetterReason.None;
        if (!fields.TryText(FieldName.Reason, out var text)) return DeadLetterReason.Reason;
        e.RefundReason = EventNames.RefundReasons.Find(text);
        return DeadLetterReason.None;
    }

    private static DeadLetterReason Target(in FieldReader fields, Party absent, ref LiveEvent e)
    {
        e.Party = absent;
        if (!fields.Has(FieldName.Target)) return DeadLetterReason.None;
        if (!fields.TryText(FieldName.Target, out var text)) return DeadLetterReason.Target;
        e.Party = EventNames.Parties.Find(text);
        return e.Party is Party.Merchant or Party.Creator ? DeadLetterReason.None : DeadLetterReason.Target;
    }

    private static DeadLetterReason Liable(in FieldReader fields, ref LiveEvent e)
    {
        if (!fields.TryText(FieldName.Liable, out var text)) return DeadLetterReason.Liable;
        e.Party = EventNames.Parties.Find(text);
        return e.Party is Party.Merchant or Party.Creator or Party.Buyer || text.SequenceEqual("none"u8) ? DeadLetterReason.None : DeadLetterReason.Liable;
    }

    private static DeadLetterReason Violation(in FieldReader fields, ref LiveEvent e)
    {
        if (!fields.TryText(FieldName.Target, out var target)) return DeadLetterReason.Target;
        e.Party = EventNames.Parties.Find(target);
        if (e.Party is not (Party.Product or Party.Merchant or Party.Creator)) return DeadLetterReason.Target;
        if (!fields.TryText(FieldName.Severity, out var severity)) return DeadLetterReason.Severity;
        e.Severe = severity.SequenceEqual("severe"u8);
        if (!e.Severe && !severity.SequenceEqual("general"u8)) return DeadLetterReason.Severity;
        return fields.TryInteger(FieldName.Points, 0, out e.Points) ? DeadLetterReason.None : DeadLetterReason.Points;
    }

    private static ulong Fields(EventType type) => type switch
    {
        EventType.Impression or EventType.Click or EventType.Cart => FieldNames.Mask(FieldName.Count),
        EventType.OrderCreated => FieldNames.Mask(FieldName.Amount, FieldName.Quantity),
        EventType.OrderPaid =>
            FieldNames.Mask(FieldName.Amount, FieldName.Quantity, FieldName.ListAmount, FieldName.MarketAmount, FieldName.CommissionBp),
        EventType.OrderShipped => FieldNames.Mask(FieldName.PromisedBy),
        EventType.Refund => FieldNames.Mask(FieldName.Amount, FieldName.Reason),
        EventType.Review => FieldNames.Mask(FieldName.Stars),
        EventType.Complaint or EventType.Follow => FieldNames.Mask(FieldName.Target),
        EventType.DisputeClosed => FieldNames.Mask(FieldName.Liable),
        EventType.Watch => FieldNames.Mask(FieldName.WatchMs, FieldName.Count),
        EventType.Violation => FieldNames.Mask(FieldName.Target, FieldName.Severity, FieldName.Points),
        EventType.LiveEnded => FieldNames.Mask(FieldName.DurationMs),
        EventType.Decision => FieldNames.Mask(FieldName.Action, FieldName.By, FieldName.Why, FieldName.Kind, FieldName.Event,
            FieldName.Repeat, FieldName.HandoffCreator),
        _ => 0,
    };
}
