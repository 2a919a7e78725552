namespace StreamEngine.Events;

/// <summary>
/// From a record's bytes to an event: one JSON object, checked to the letter of the event contract. Allocates nothing per event; layouts of producers are
/// learned as they come, and what was learned changes the price of a record, never its outcome.
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
    private long _learned;
    private long _plain;
    private long _full;

    /// <summary>How the records so far were read.</summary>
    public DecodePaths Paths => new(_learned, _plain, _full);

    /// <summary>Whether the last event points into its record only, so that it is valid for as long as that.</summary>
    public bool KeepsNothing { get; private set; } = true;

    /// <summary>Decodes one record.</summary>
    /// <param name="value">The record's value without the end of its line.</param>
    /// <param name="recordTimestamp">The record's Kafka timestamp, ms since the Unix epoch; <see cref="long.MinValue"/> in a file.</param>
    /// <param name="e">The event; <c>default</c> unless the outcome is <see cref="DecodeOutcome.Event"/>. Valid until the next call, or see <see cref="KeepsNothing"/>.</param>
    /// <param name="reason">The first check that failed when the outcome is <see cref="DecodeOutcome.DeadLetter"/>.</param>
    public DecodeOutcome Decode(ReadOnlySpan<byte> value, long recordTimestamp, out LiveEvent e, out DeadLetterReason reason)
    {
        KeepsNothing = true;
        if (RecordIndex.Takes(value.Length))
        {
            _index.Build(value);
            if (_index.IsAscii || Utf8Text.IsValid(value))
            {
                if (_index.IsClean && _shapes.TryRead(_index, value, recordTimestamp, maximumSkewMs, _values, out e))
                {
                    _learned++;
                    reason = DeadLetterReason.None;
                    return DecodeOutcome.Event;
                }

                return DecodeIndexed(value, recordTimestamp, out e, out reason);
            }
        }
        else if (value.Length > LargestRecord)
        {
            LiveEvent.Clear(out e);
            reason = DeadLetterReason.Size;
            return DecodeOutcome.DeadLetter;
        }
        else if (Utf8Text.IsValid(value))
        {
            return DecodeFully(value, recordTimestamp, out e, out reason);
        }

        _full++;
        LiveEvent.Clear(out e);
        reason = DeadLetterReason.Json;
        return DecodeOutcome.DeadLetter;
    }

    /// <summary>A record that no learned layout fits, or that a check fails in.</summary>
    private DecodeOutcome DecodeIndexed(ReadOnlySpan<byte> value, long recordTimestamp, out LiveEvent e, out DeadLetterReason reason)
    {
        if (!FastScanner.TryScan(value, _index, _values)) return DecodeFully(value, recordTimestamp, out e, out reason);
        _plain++;
        var outcome = Bind(value, recordTimestamp, out e, out reason);
        if (outcome == DecodeOutcome.Event && _index.IsClean) _shapes.Learn(_index, value, e.Type, _values.Slots[(int)FieldName.Type].Start, _values.Order);
        return outcome;
    }

    private DecodeOutcome DecodeFully(ReadOnlySpan<byte> value, long recordTimestamp, out LiveEvent e, out DeadLetterReason reason)
    {
        _full++;
        KeepsNothing = false;
        reason = FullScanner.Scan(value, _values);
        if (reason == DeadLetterReason.None) return Bind(value, recordTimestamp, out e, out reason);
        LiveEvent.Clear(out e);
        return DecodeOutcome.DeadLetter;
    }

    private DecodeOutcome Bind(ReadOnlySpan<byte> value, long recordTimestamp, out LiveEvent e, out DeadLetterReason reason)
    {
        var outcome = EventBinder.Bind(_values, value, recordTimestamp, maximumSkewMs, out e, out reason);
        if (outcome != DecodeOutcome.Event) LiveEvent.Clear(out e);
        return outcome;
    }
}
