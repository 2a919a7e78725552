using System.Buffers.Text;

namespace StreamEngine.Simulator.Lines;

/// <summary>Damages a line in one of the ways in which lines are damaged in the field; none of them yields a valid event.</summary>
internal static class LineBreaker
{
    private const int Ways = 10;
    private const long HourMs = 3_600_000;

    /// <summary>Damages the line that <paramref name="writer"/> wrote last.</summary>
    /// <param name="line">The line.</param>
    /// <param name="writer">Knows where the fields lie.</param>
    /// <param name="received">When the gateway took the event, ms.</param>
    /// <param name="hasReceived">Whether the line carries <c>received</c>: only then a time far ahead of it is an error.</param>
    /// <param name="rng">Chooses the way.</param>
    public static void Break(LineBuffer line, EventWriter writer, long received, bool hasReceived, ref SplitMix64 rng)
    {
        (int typeStart, int typeLength) = writer.TypeName.GetOffsetAndLength(line.Length);
        (int tsStart, int tsLength) = writer.TsDigits.GetOffsetAndLength(line.Length);
        switch (rng.Below(Ways))
        {
            case 0: // a producer that was killed while writing
                line.Truncate(line.Length * rng.Between(300, 900) / 1000);
                break;
            case 1: // another encoding than UTF-8
                line.Bytes[8] = 0xFF;
                break;
            case 2: // a client without an id generator
                line.Replace(1, typeStart - "\"type\":\"".Length - 1, default);
                break;
            case 3: // a script that quotes its numbers
                line.Replace(tsStart + tsLength, 0, "\""u8);
                line.Replace(tsStart, 0, "\""u8);
                break;
            case 4: // a field renamed by an older client
                Span<byte> key = line.Bytes[..line.Length];
                key[key.IndexOf("\"merchant\":"u8) + 1] = (byte)'M';
                break;
            case 5: // a type of tomorrow: counted and skipped
                line.Replace(typeStart, typeLength, "coupon_claimed"u8);
                break;
            case 6: // two writers of one field
                line.Truncate(line.Length - 1);
                line.Raw(",\"ts\":1781784000000}"u8);
                break;
            case 7: // a batch where one event was agreed
                line.Replace(0, 0, "["u8);
                line.Raw("]"u8);
                break;
            case 8 when hasReceived: // a phone whose clock is two hours fast
                Utf8Formatter.TryFormat(received + (2 * HourMs), line.Bytes.Slice(tsStart, tsLength), out _);
                break;
            default: // the end of another line
                line.Raw(" \"ts\":1}"u8);
                break;
        }
    }
}
