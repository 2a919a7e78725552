using System.Text;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

public class DecoderAllocationTests
{
    private const string Plain = """
        {"id":"evt-10000001","type":"order_paid","ts":1781781206420,"merchant":"m-merchant-100","product":"product-10001","creator":"creator-1001","order":"o1","amount":5}
        """;

    private readonly EventDecoder _decoder = new(300_000);

    [Theory]
    [InlineData(Plain)]
    [InlineData("""{"id":"e1","type":"report","\u0074s":1781781206420,"merchant":"\u5546\u5bb6","scene":"\ud800","trace":{"a":[1,2.5]},"brand":-0}""")]
    [InlineData("""{"id":"e1","type":"order_packed","x":[]}""")]
    [InlineData("""{"id":"e1","type":"click","ts":1781781206420,"merchant":""}""")]
    public void Decoding_allocates_nothing(string record)
    {
        var value = Encoding.UTF8.GetBytes(record);
        Decode(value, 100); // statics and scratch memory
        Assert.Equal(0, Allocated(() => Decode(value, 10_000)));
    }

    [Fact]
    public void Decoding_allocates_nothing_for_any_type_whole_or_broken()
    {
        foreach (var type in Enum.GetValues<EventType>())
        {
            var whole = Encoding.UTF8.GetBytes(EventGenerator.Complete(type, 1));
            byte[][] records = [whole, whole[..^1], [.. whole[..40], .. whole[41..]], [.. whole, (byte)'\r']];
            foreach (var record in records) Decode(record, 100);
            Assert.Equal(0, Allocated(() =>
            {
                foreach (var record in records) Decode(record, 1_000);
            }));
        }
    }

    [Theory]
    [InlineData(",\"price\":12.5}")]
    [InlineData(",\"price\":-1}")]
    [InlineData(",\"price\":12345678901234567}")]
    [InlineData(", \"x\":1}")]
    [InlineData(",\"x\": 1}")]
    [InlineData(",\"x\" :1}")]
    [InlineData(",\"x\":1 }")]
    [InlineData(",\"x\":\"1\" ,\"y\":2}")]
    [InlineData(",\"x\":null                              ,\"y\":2}")]
    [InlineData(",\"x\":[1]}")]
    [InlineData(",\"a name that is longer than any piece\":1}")]
    [InlineData(",\"a name of 25 letters, yes\":null}")]
    public void A_layout_that_cannot_be_learned_is_not_tried_again_and_again(string end)
    {
        var value = Encoding.UTF8.GetBytes(Plain.TrimEnd()[..^1] + end);
        Decode(value, 100);
        Assert.Equal(0, Allocated(() => Decode(value, 10_000)));
    }

    /// <summary>Bytes that every run of a piece of work allocates: the runtime, which compiles again meanwhile, now and then allocates something once.</summary>
    private static long Allocated(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 3 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private void Decode(byte[] value, int times)
    {
        for (var i = 0; i < times; i++) _decoder.Decode(value, long.MinValue, out _, out _);
    }
}
