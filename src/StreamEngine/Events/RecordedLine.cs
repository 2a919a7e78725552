using System.Buffers;
using System.Globalization;

namespace StreamEngine.Events;

/// <summary>
/// Makes the line of a replay file out of a topic's record, so that both mean the same. An event gets <c>received</c>, the earlier of its own and the record's
/// timestamp. A bad record keeps its bytes and stays bad for the same reason. One per writer: not thread-safe.
/// </summary>
/// <param name="maximumSkewMs">How far <c>ts</c> may be ahead of <c>received</c>, ms; at least 0.</param>
/// <remarks>
/// A line cannot hold a line's end. In JSON it is white space, and a space takes its place; in what is no JSON, <see cref="Substitute"/>, which makes
/// nothing sound. A tombstone is an empty line, which a replay skips: so line numbers stay offsets.
/// </remarks>
public sealed class RecordedLine(long maximumSkewMs)
{
    /// <summary>ASCII's substitute character: no JSON has it anywhere.</summary>
    public const byte Substitute = 0x1a;

    private readonly EventDecoder _decoder = new(maximumSkewMs);
    private readonly FieldValues _values = new();
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Events whose <c>received</c> has no room below the largest record: they keep their bytes, and their time in a file is <c>ts</c>.</summary>
    public long Outgrown { get; private set; }

    /// <summary>The line without its end.</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="timestamp">The record's timestamp, ms since the Unix epoch; <see cref="long.MinValue"/> when it has none.</param>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> value, long timestamp)
    {
        var outcome = _decoder.Decode(value, timestamp, out _, out var reason);
        var takesReceived = outcome == DecodeOutcome.Event || (outcome == DecodeOutcome.DeadLetter && reason == DeadLetterReason.FromTheFuture);
        _values.Slots[(int)FieldName.Received].Start = -1;
        var isJson = value.Length <= EventDecoder.LargestRecord && Utf8Text.IsValid(value) && FullScanner.Scan(value, _values) != DeadLetterReason.Json;
        _line.ResetWrittenCount();
        if (takesReceived && timestamp != EventBinder.NoTimestamp) Write(value, timestamp, reason);
        else _line.Write(value);
        return OneLine(isJson);
    }

    private void Write(ReadOnlySpan<byte> value, long timestamp, DeadLetterReason reason)
    {
        var own = _values.Slots[(int)FieldName.Received];
        var isPresent = (_values.Present & FieldNames.Bit(FieldName.Received)) != 0;
        // What lies behind the last moment that received may name is later than any ts, and says nothing.
        if (timestamp > EventBinder.LatestTime || (isPresent && own.Integer <= timestamp))
        {
            _line.Write(value);
            return;
        }
        Span<byte> digits = stackalloc byte[20];
        Received(timestamp, reason).TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        digits = digits[..length];
        if (own.Start >= 0)
        {
            // There with a later time, or as null: a second one would be a duplicate field.
            _line.Write(value[..own.Start]);
            _line.Write(digits);
            _line.Write(value[(own.Start + (isPresent ? own.Length : "null".Length))..]);
        }
        else
        {
            var inside = value.IndexOf((byte)'{') + 1;
            _line.Write(value[..inside]);
            _line.Write("\"received\":"u8);
            _line.Write(digits);
            _line.Write(","u8); // an event has other fields
            _line.Write(value[inside..]);
        }
        if (_line.WrittenCount <= EventDecoder.LargestRecord) return;
        Outgrown++;
        _line.ResetWrittenCount();
        _line.Write(value);
    }

    /// <summary>The record's timestamp, or the nearest that <c>received</c> may be, unless that would make a bad record sound.</summary>
    private long Received(long timestamp, DeadLetterReason reason)
    {
        var ts = _values.Slots[(int)FieldName.Ts].Integer;
        var isSoundThere = ts - maximumSkewMs <= EventBinder.EarliestTime;
        return reason == DeadLetterReason.FromTheFuture && isSoundThere ? timestamp : Math.Max(timestamp, EventBinder.EarliestTime);
    }

    private ReadOnlySpan<byte> OneLine(bool isJson)
    {
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(_line.WrittenMemory, out var array);
        var line = array.AsSpan();
        line.Replace((byte)'\n', isJson ? (byte)' ' : Substitute);
        // A replay skips blank lines; on the topic this is a dead letter.
        return line.IndexOfAnyExcept(" \t\r"u8) < 0 ? new[] { Substitute } : line;
    }
}
