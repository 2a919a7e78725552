using System.Text;
using System.Text.Unicode;
using CsCheck;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

public class DecoderEquivalenceTests
{
    private const long Skew = 300_000;

    // Reused within a thread, as a lane does: what one record leaves behind must not show in the next.
    private static readonly ThreadLocal<EventDecoder> Decoder = new(() => new EventDecoder(Skew));
    private static readonly ReferenceDecoder Reference = new(Skew);

    [Fact]
    public void Arbitrary_records_decode_as_the_plain_decoder_says() =>
        Gen.Select(EventGenerator.Record, EventGenerator.RecordTimestamp).Sample(Agree, iter: 20_000, print: Print);

    [Fact]
    public void Mutated_records_decode_as_the_plain_decoder_says() =>
        Gen.Select(EventGenerator.Mutated, EventGenerator.RecordTimestamp).Sample(Agree, iter: 20_000, print: Print);

    [Fact]
    public void The_fast_scanner_captures_what_the_full_scanner_captures() =>
        Gen.OneOf(EventGenerator.Record, EventGenerator.Mutated).Sample(CaptureAlike, iter: 20_000, print: Encoding.UTF8.GetString);

    [Fact]
    public void Generated_records_have_every_outcome_reason_and_type()
    {
        var wanted = Enum.GetNames<DeadLetterReason>().Except(["None", "Size", "Object"]).Concat(Enum.GetNames<EventType>().Select(type => type + "!"));
        var missing = wanted.ToHashSet();
        // The rarest come once in some thousands: a few rounds find them all.
        for (var round = 0; round < 30 && missing.Count > 0; round++)
        {
            Gen.Select(EventGenerator.Record, EventGenerator.RecordTimestamp).Sample(
                (record, timestamp) =>
                {
                    var e = PlainEvent.Decode(Decoder.Value!, record, timestamp);
                    lock (missing) missing.Remove(e.Outcome == DecodeOutcome.DeadLetter ? e.Reason.ToString() : e.Type + "!");
                },
                iter: 10_000);
        }

        Assert.Empty(missing);
    }

    private static void Agree(byte[] record, long timestamp) =>
        Assert.Equal(Reference.Decode(record, timestamp == long.MinValue ? null : timestamp), PlainEvent.Decode(Decoder.Value!, record, timestamp));

    private static void CaptureAlike(byte[] record)
    {
        var fast = new FieldValues();
        var index = new RecordIndex();
        if (!RecordIndex.Takes(record.Length) || !Utf8.IsValid(record)) return;
        index.Build(record);
        if (!FastScanner.TryScan(record, index, fast)) return;
        var full = new FieldValues();
        Assert.Equal(DeadLetterReason.None, FullScanner.Scan(record, full));
        Assert.False(full.HasDuplicate);
        var known = FieldNames.Bit(FieldName.Unknown) - 1;
        Assert.Equal(full.Present & known, fast.Present & known);
        for (var field = FieldName.Type; field < FieldName.Unknown; field++)
        {
            if ((full.Present & FieldNames.Bit(field)) != 0) Assert.Equal(Comparable(full.Slots[(int)field]), Comparable(fast.Slots[(int)field]));
        }
    }

    private static object Comparable(FieldValue value) => value.Kind switch
    {
        ValueKind.Other => value.Kind,
        ValueKind.Integer => (value.Kind, value.Start, value.Length, value.Integer),
        _ => (value.Kind, value.Start, value.Length, 0L),
    };

    private static string Print((byte[] Record, long Timestamp) input) => $"{input.Timestamp}: {Encoding.UTF8.GetString(input.Record)}";
}
