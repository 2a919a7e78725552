namespace StreamEngine.Events;

/// <summary>
/// Reads the event that a decision reverses or reinstates: one of the same merchant that adds to metrics, sound by itself as a line of a replay file would be,
/// and not later than the decision. One per lane: not thread-safe, and what it returned points into its own memory and the decision's.
/// </summary>
/// <param name="maximumSkewMs">How far <c>ts</c> may be ahead of <c>received</c>, ms; at least 0.</param>
internal sealed class OriginalDecoder(long maximumSkewMs)
{
    // Made for the first decision: most lanes never see one.
    private EventDecoder? _decoder;

    /// <summary>False when the decision carries no event that can be reversed.</summary>
    public bool TryDecode(scoped in LiveEvent decision, out LiveEvent original)
    {
        _decoder ??= new EventDecoder(maximumSkewMs);
        return _decoder.Decode(decision.Event, EventBinder.NoTimestamp, out original, out _) == DecodeOutcome.Event
            && original.Type is not (EventType.Heartbeat or EventType.Decision)
            && original.Merchant.SequenceEqual(decision.Merchant)
            && original.Time <= decision.Time;
    }
}
