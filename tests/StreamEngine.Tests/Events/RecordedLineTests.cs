using System.Text;
using CsCheck;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

public sealed class RecordedLineTests
{
    private const long Skew = 300_000, Noon = EventGenerator.Noon;

    private static readonly ThreadLocal<EventDecoder> Decoder = new(() => new EventDecoder(Skew));
    private static readonly ThreadLocal<RecordedLine> Lines = new(() => new RecordedLine(Skew));

    [Fact]
    public void A_line_means_what_the_record_means() =>
        Gen.Select(EventGenerator.Record, EventGenerator.RecordTimestamp).Sample(MeansTheSame, iter: 20_000, print: Print);

    [Fact]
    public void A_broken_record_stays_broken_for_the_same_reason() =>
        Gen.Select(EventGenerator.Mutated, EventGenerator.RecordTimestamp).Sample(MeansTheSame, iter: 20_000, print: Print);

    [Theory]
    [InlineData("""{"type":"heartbeat","ts":1781781200500}""", """{"received":1781781200000,"type":"heartbeat","ts":1781781200500}""")]
    [InlineData("""{"type":"heartbeat","ts":1781781200500,"received":1781781199000}""", """{"type":"heartbeat","ts":1781781200500,"received":1781781199000}""")]
    [InlineData("""{"type":"heartbeat","received":1781781200001,"ts":1}""", """{"type":"heartbeat","received":1781781200001,"ts":1}""")] // a bad ts: its bytes
    [InlineData("""{"type":"heartbeat","received": 1781781200001 ,"ts":1781781200500}""", """{"type":"heartbeat","received": 1781781200000 ,"ts":1781781200500}""")]
    [InlineData("""{"type":"heartbeat","r\u0065ceived":null,"ts":1781781200500}""", """{"type":"heartbeat","r\u0065ceived":1781781200000,"ts":1781781200500}""")]
    [InlineData("""{"type":"surprise","ts":1781781200500}""", """{"type":"surprise","ts":1781781200500}""")]
    [InlineData("{\n  \"type\": \"heartbeat\",\n  \"ts\": 1781781200500\n}\n", "{\"received\":1781781200000,   \"type\": \"heartbeat\",   \"ts\": 1781781200500 } ")]
    [InlineData("{\"type\":\"a\nb\"}", "{\"type\":\"a\u001ab\"}")] // a space would make it JSON
    [InlineData("[1,\n2]", "[1, 2]")]
    [InlineData("", "\u001a")]
    [InlineData(" \t\r", "\u001a")]
    [InlineData("\n", "\u001a")]
    public void Received_is_put_where_it_belongs_and_a_line_s_end_is_replaced(string record, string line) =>
        Assert.Equal(line, Encoding.UTF8.GetString(new RecordedLine(Skew).Of(Encoding.UTF8.GetBytes(record), Noon)));

    [Fact]
    public void A_clock_that_runs_ahead_by_more_than_the_skew_is_from_the_future_in_the_file_too()
    {
        var record = Encoding.UTF8.GetBytes($$"""{"type":"heartbeat","ts":{{Noon + Skew + 1}}}""");
        Assert.Equal(PlainEvent.Dead(DeadLetterReason.FromTheFuture), PlainEvent.Decode(Decoder.Value!, new RecordedLine(Skew).Of(record, Noon)));
        // Even where the record's timestamp is one that received may not be.
        Assert.Equal(PlainEvent.Dead(DeadLetterReason.FromTheFuture), PlainEvent.Decode(Decoder.Value!, new RecordedLine(Skew).Of(record, 0)));
    }

    [Fact]
    public void An_event_without_room_for_received_is_counted_and_keeps_its_bytes()
    {
        var head = $$"""{"type":"heartbeat","ts":{{Noon}},"x":""";
        var record = Encoding.UTF8.GetBytes(head + '"' + new string('x', EventDecoder.LargestRecord - head.Length - 3) + "\"}");
        Assert.Equal(EventDecoder.LargestRecord, record.Length);
        var lines = new RecordedLine(Skew);
        Assert.True(lines.Of(record, Noon).SequenceEqual(record));
        Assert.Equal(1, lines.Outgrown);
    }

    private static void MeansTheSame(byte[] record, long timestamp)
    {
        var onTopic = PlainEvent.Decode(Decoder.Value!, record, timestamp);
        var line = Lines.Value!.Of(record, timestamp).ToArray();
        Assert.DoesNotContain((byte)'\n', line);
        Assert.NotEmpty(line.Except(" \t\r"u8.ToArray()));
        // FileRecords takes a CR at a line's end for a part of the end.
        var inFile = PlainEvent.Decode(Decoder.Value!, line[^1] == '\r' ? line[..^1] : line);
        if (onTopic.Outcome == DecodeOutcome.Event)
        {
            Assert.Equal(Math.Min(onTopic.Ts, onTopic.Received), Math.Min(inFile.Ts, inFile.Received));
            Assert.Equal(onTopic with { Received = 0 }, inFile with { Received = 0 });
        }
        else if (inFile.Reason == DeadLetterReason.Received) Assert.Contains(onTopic.Reason, (DeadLetterReason[])[DeadLetterReason.Received, DeadLetterReason.FromTheFuture]);
        else Assert.Equal(onTopic, inFile);
    }

    private static string Print((byte[] Record, long Timestamp) input) => $"{input.Timestamp}: {Encoding.UTF8.GetString(input.Record)}";
}
