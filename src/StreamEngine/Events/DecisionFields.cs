namespace StreamEngine.Events;

/// <summary>
/// The own fields of a manual decision: <c>action</c>, <c>by</c> and <c>why</c>; <c>kind</c> where a tier is frozen or released, whose id is the merchant or,
/// with the product, the product; else <c>event</c>, <c>repeat</c> and <c>handoff_creator</c>. What the event must be, <see cref="OriginalDecoder"/> says.
/// These names are no part of the check for fields that come twice: the last of two counts.
/// </summary>
internal static class DecisionFields
{
    private const int LongestText = 500;

    /// <summary>Binds them. The common fields are bound already.</summary>
    public static DeadLetterReason Bind(in FieldReader fields, ref LiveEvent e)
    {
        if (!fields.TryText(FieldName.Action, out var action)) return DeadLetterReason.Action;
        e.Action = EventNames.Actions.Find(action);
        if (e.Action == DecisionAction.None) return DeadLetterReason.Action;
        if (!fields.TryText(FieldName.By, out e.By) || e.By.Length > LongestText) return DeadLetterReason.By;
        if (!fields.TryText(FieldName.Why, out e.Why) || e.Why.Length > LongestText) return DeadLetterReason.Why;
        if (e.Action is DecisionAction.FreezeTier or DecisionAction.ReleaseTier) return Kind(in fields, ref e);
        if (!fields.TryRawObject(FieldName.Event, out e.Event)) return DeadLetterReason.Event;
        if (!fields.TryFlag(FieldName.Repeat, out e.Repeat)) return DeadLetterReason.Repeat;
        return fields.TryId(FieldName.HandoffCreator, false, out e.HandoffCreator) ? DeadLetterReason.None : DeadLetterReason.HandoffCreator;
    }

    private static DeadLetterReason Kind(in FieldReader fields, ref LiveEvent e)
    {
        if (!fields.TryText(FieldName.Kind, out var kind)) return DeadLetterReason.Kind;
        e.Party = EventNames.Parties.Find(kind);
        if (e.Party is not (Party.Product or Party.Merchant)) return DeadLetterReason.Kind;
        return e.Party == Party.Product && e.Product.IsEmpty ? DeadLetterReason.Product : DeadLetterReason.None;
    }
}
