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
    private readonly RecordIndex _index = new();
    private readonly ShapeCache _shapes = new();

    /// <summary>Decodes one record.</summary>
    /// <param name="value">The record's value without the end of its line.</param>
    /// <param name="recordTimestamp">The record's Kafka timestamp, ms since the Unix epoch; <see cref="long.MinValue"/> in a file.</param>
    /// <param name="e">The event; <c>default</c> unless the outcome is <see cref="DecodeOutcome.Event"/>. Valid until the next call.</param>
    /// <param name="reason">The first check that failed when the outcome is <see cref="DecodeOutcome.DeadLetter"/>.</param>
    public DecodeOutcome Decode(ReadOnlySpan<byte> value, long recordTimestamp, out LiveEvent e, out DeadLetterReason reason)
    {
        reason = DeadLetterReason.None;
        var isIndexed = RecordIndex.Takes(value.Length);
        if (isIndexed)
        {
            _index.Build(value);
            if (!_index.IsAscii && !Utf8Text.IsValid(value)) reason = DeadLetterReason.Json;
            else if (_index.IsClean && _shapes.TryRead(_index, value, recordTimestamp, maximumSkewMs, _values, out e)) return DecodeOutcome.Event;
        }

        e = default;
        return reason == DeadLetterReason.None ? DecodeOther(value, recordTimestamp, isIndexed, out e, out reason) : DecodeOutcome.DeadLetter;
    }

    private DecodeOutcome DecodeOther(ReadOnlySpan<byte> value, long recordTimestamp, bool isIndexed, out LiveEvent e, out DeadLetterReason reason)
    {
        var isPlain = isIndexed && FastScanner.TryScan(value, _index, _values);
        reason = isPlain ? DeadLetterReason.None : value.Length > LargestRecord ? DeadLetterReason.Size : FullScanner.Scan(value, _values);
        var outcome = DecodeOutcome.DeadLetter;
        if (reason == DeadLetterReason.None)
        {
            outcome = EventBinder.Bind(_values, value, recordTimestamp, maximumSkewMs, out e, out reason);
            if (outcome == DecodeOutcome.Event)
            {
                if (isPlain && _index.IsClean) _shapes.Learn(_index, value, e.Type, _values.Slots[(int)FieldName.Type].Start, _values.Order);
                return outcome;
            }
        }

        e = default;
        return outcome;
    }
}
