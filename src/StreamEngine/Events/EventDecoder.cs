namespace StreamEngine.Events;

/// <summary>
/// From a record's bytes to an event: one JSON object, checked to the letter of the event contract. Allocates nothing per event.
/// One per lane: not thread-safe, and what it returned points into its own memory.
/// </summary>
/// <param name="maximumSkewMs">How far <c>ts</c> may be ahead of <c>received</c>, ms; at least 0.</param>
public sealed class EventDecoder(long maximumSkewMs)
{
    /// <summary>The largest record, bytes, without a line's end: 1 MiB.</summary>
    public const int LargestRecord = 1024 * 1024;

    private readonly FieldValues _values = new();

    /// <summary>Decodes one record.</summary>
    /// <param name="value">The record's value without the end of its line.</param>
    /// <param name="recordTimestamp">The record's Kafka timestamp, ms since the Unix epoch; <see cref="long.MinValue"/> in a file.</param>
    /// <param name="e">The event; <c>default</c> unless the outcome is <see cref="DecodeOutcome.Event"/>. Valid until the next call.</param>
    /// <param name="reason">The first check that failed when the outcome is <see cref="DecodeOutcome.DeadLetter"/>.</param>
    public DecodeOutcome Decode(ReadOnlySpan<byte> value, long recordTimestamp, out LiveEvent e, out DeadLetterReason reason)
    {
        reason = Scan(value);
        var outcome = DecodeOutcome.DeadLetter;
        if (reason == DeadLetterReason.None)
        {
            outcome = EventBinder.Bind(_values, value, recordTimestamp, maximumSkewMs, out e, out reason);
            if (outcome == DecodeOutcome.Event) return outcome;
        }

        e = default;
        return outcome;
    }

    private DeadLetterReason Scan(ReadOnlySpan<byte> value)
    {
        if (value.Length > LargestRecord) return DeadLetterReason.Size;
        return FastScanner.TryScan(value, _values) ? DeadLetterReason.None : FullScanner.Scan(value, _values);
    }
}
