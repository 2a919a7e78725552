using System.Text;
using CsCheck;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

/// <summary>What a decoder learned from records before must show in its speed only.</summary>
public class LearnedLayoutTests
{
    private const long Skew = 300_000;

    private static readonly ReferenceDecoder Reference = new(Skew);

    // Reused within a thread: what was learned from one history meets the records of the next.
    private static readonly ThreadLocal<EventDecoder> Experienced = new(() => new EventDecoder(Skew));

    [Fact]
    public void Records_like_those_before_decode_as_the_plain_decoder_says()
    {
        var learned = 0L;
        Gen.Select(EventGenerator.History, EventGenerator.RecordTimestamp).Sample(
            (records, timestamp) =>
            {
                var decoder = new EventDecoder(Skew);
                foreach (var record in records)
                {
                    var expected = Reference.Decode(record, timestamp == long.MinValue ? null : timestamp);
                    Assert.Equal(expected, PlainEvent.Decode(decoder, record, timestamp));
                    Assert.Equal(expected, PlainEvent.Decode(Experienced.Value!, record, timestamp));
                }

                Interlocked.Add(ref learned, decoder.Paths.Learned);
            },
            iter: 5_000,
            print: input => string.Join('\n', input.Item1.Select(Encoding.UTF8.GetString)));
        Assert.True(learned > 10_000, $"Only {learned} records were read by a learned layout.");
    }

    [Fact]
    public void A_layout_that_comes_again_is_learned_for_every_type()
    {
        foreach (var type in Enum.GetValues<EventType>().Except([EventType.Unknown, EventType.Decision]))
        {
            var decoder = new EventDecoder(Skew);
            for (var i = 0; i < 10; i++) Assert.Equal(DecodeOutcome.Event, Decode(decoder, EventGenerator.Complete(type, i)).Outcome);
            Assert.Equal(new DecodePaths(8, 2, 0), decoder.Paths);
        }
    }

    [Fact]
    public void Several_layouts_of_a_type_are_remembered_beside_each_other()
    {
        var decoder = new EventDecoder(Skew);
        string[] layouts =
        [
            """{"id":"evt-10000001","type":"report","ts":1781781206420,"merchant":"m-1","room":"r-1"}""",
            """{"id":"evt-10000001","type":"report","merchant":"m-1","ts":1781781206420,"room":"r-1"}""",
            """{"type":"report","id":"evt-10000001","ts":1781781206420,"merchant":"m-1","room":"r-1"}""",
            """{"id":"evt-10000001","type":"report","ts":1781781206420,"merchant":"m-1","buyer":"b-1"}""",
        ];
        for (var round = 0; round < 30; round++)
        {
            for (var i = 0; i < 5; i++) Decode(decoder, layouts[round % layouts.Length]);
        }

        var before = decoder.Paths.Learned;
        for (var i = 0; i < 40; i++) Decode(decoder, layouts[i % layouts.Length]);
        Assert.Equal(40, decoder.Paths.Learned - before);
    }

    [Fact]
    public void Fields_in_ever_another_order_are_read_one_by_one_and_not_learned()
    {
        var decoder = new EventDecoder(Skew);
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var fields = EventGenerator.Complete(EventType.OrderPaid, i)[1..^1].Split(',');
            random.Shuffle(fields);
            Assert.Equal(DecodeOutcome.Event, Decode(decoder, "{" + string.Join(',', fields) + "}").Outcome);
        }

        Assert.Equal(new DecodePaths(0, 500, 0), decoder.Paths);
    }

    [Theory]
    [InlineData("\"ts\":1781781206420", "\"ts\":01781781206420")]
    [InlineData("\"ts\":1781781206420", "\"ts\":178178120642:")]
    [InlineData("\"ts\":1781781206420", "\"ts\":17817812064 0")]
    [InlineData("\"ts\":1781781206420", "\"ts\":\"1781781206420\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"buyer\":\"b\"1\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"buyer\":\"b\t1\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"buyer\":\"\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"buyer\":\"b-1\" ")]
    [InlineData("\"buyer\":\"b-1\"", "\"buyer\": \"b-1\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"buyer\":\"b-1\\\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"Buyer\":\"b-1\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"order\":\"b-1\"")]
    [InlineData("\"buyer\":\"b-1\"", "\"buyer\":\"\u00e9\ud83d\ude00\"")]
    [InlineData("\"app\":\"1\"}", "\"app\":\"1\",}")]
    [InlineData("\"app\":\"1\"}", "\"app\":\"1\"]")]
    [InlineData("\"app\":\"1\"}", "\"app\":\"1\"")]
    [InlineData("\"app\":\"1\"}", "\"app\":\"1\"}}")]
    [InlineData("\"app\":\"1\"}", "\"apx\":\"1\"}")]
    public void A_small_difference_from_a_learned_layout_is_noticed(string usual, string odd)
    {
        var plain = Encoding.UTF8.GetBytes("""{"id":"evt-10000001","type":"report","ts":1781781206420,"merchant":"m-1","buyer":"b-1","order":"o-1","app":"1"}""");
        var record = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(plain).Replace(usual, odd));
        var decoder = new EventDecoder(Skew);
        for (var i = 0; i < 10; i++) PlainEvent.Decode(decoder, plain);
        Assert.True(decoder.Paths.Learned > 0);
        Assert.Equal(Reference.Decode(record, null), PlainEvent.Decode(decoder, record));
    }

    [Fact]
    public void Letters_that_are_not_UTF8_are_noticed_in_a_learned_layout()
    {
        var decoder = new EventDecoder(Skew);
        var record = Encoding.UTF8.GetBytes(EventGenerator.Complete(EventType.OrderPaid, 1));
        for (var i = 0; i < 10; i++) PlainEvent.Decode(decoder, record);
        record[record.AsSpan().IndexOf("\"merchant\":\""u8) + 12] = 0xC3;
        Assert.Equal(DeadLetterReason.Json, PlainEvent.Decode(decoder, record).Reason);
    }

    private static PlainEvent Decode(EventDecoder decoder, string record) => PlainEvent.Decode(decoder, Encoding.UTF8.GetBytes(record));
}
