using System.Text;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

/// <summary>What is JSON, spelled out by hand: the reference decoder of the property tests leans on the same reader as the decoder.</summary>
public class JsonGrammarTests
{
    private const string Event = "\"type\":\"report\",\"id\":\"e1\",\"ts\":1781781206420,\"merchant\":\"m1\"";

    private readonly EventDecoder _decoder = new(300_000);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{" + Event)]
    [InlineData("{" + Event + ",}")]
    [InlineData("{," + Event + "}")]
    [InlineData("{" + Event + "}}")]
    [InlineData("{" + Event + "} {}")]
    [InlineData("{" + Event + "}\0")]
    [InlineData("{" + Event + "} // end}")]
    [InlineData("{/**/" + Event + "}")]
    [InlineData("{" + Event + ",\"x\"}")]
    [InlineData("{" + Event + ",\"x\":}")]
    [InlineData("{" + Event + ",\"x\" 1}")]
    [InlineData("{" + Event + " \"x\":1}")]
    [InlineData("{" + Event + ",x:1}")]
    [InlineData("{" + Event + ",'x':1}")]
    [InlineData("{" + Event + ",\"x\":'1'}")]
    [InlineData("{" + Event + ",\"x\":01}")]
    [InlineData("{" + Event + ",\"x\":-}")]
    [InlineData("{" + Event + ",\"x\":-01}")]
    [InlineData("{" + Event + ",\"x\":+1}")]
    [InlineData("{" + Event + ",\"x\":1.}")]
    [InlineData("{" + Event + ",\"x\":.1}")]
    [InlineData("{" + Event + ",\"x\":1e}")]
    [InlineData("{" + Event + ",\"x\":0x1}")]
    [InlineData("{" + Event + ",\"x\":1 2}")]
    [InlineData("{" + Event + ",\"x\":nul}")]
    [InlineData("{" + Event + ",\"x\":nulll}")]
    [InlineData("{" + Event + ",\"x\":True}")]
    [InlineData("{" + Event + ",\"x\":NaN}")]
    [InlineData("{" + Event + ",\"x\":[1,]}")]
    [InlineData("{" + Event + ",\"x\":[}]}")]
    [InlineData("{" + Event + ",\"x\":\"\t\"}")]
    [InlineData("{" + Event + ",\"x\":\"\0\"}")]
    [InlineData("{" + Event + ",\"x\t\":1}")]
    [InlineData("{" + Event + ",\"x\":\"\\a\"}")]
    [InlineData("{" + Event + ",\"x\":\"\\u12\"}")]
    [InlineData("{" + Event + ",\"x\":\"\\u12g4\"}")]
    [InlineData("{" + Event + ",\"x\":\"\\\"}")]
    [InlineData("{" + Event + ",\"x\":\"}")]
    [InlineData("\ufeff{" + Event + "}")]
    [InlineData("\u00a0{" + Event + "}")]
    [InlineData("{\f" + Event + "}")]
    [InlineData("{\v" + Event + "}")]
    [InlineData("[")]
    [InlineData("nul")]
    public void What_is_not_strict_JSON_is_a_dead_letter(string record) => Assert.Equal(DeadLetterReason.Json, Reason(Encoding.UTF8.GetBytes(record)));

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("-1.5E+3")]
    [InlineData("\"{}\"")]
    [InlineData("[]")]
    [InlineData(" [{\"type\":\"report\"}] ")]
    public void JSON_that_is_no_object_is_a_dead_letter(string record) => Assert.Equal(DeadLetterReason.Object, Reason(Encoding.UTF8.GetBytes(record)));

    [Theory]
    [InlineData("{" + Event + "}")]
    [InlineData(" \t\r\n{ \n" + Event + "\r } \t\r\n")]
    [InlineData("{" + Event + ",\"x\":\"\u007f\u2028\"}")]
    [InlineData("{" + Event + ",\"x\":\"\\ud800\"}")]
    [InlineData("{" + Event + ",\"\":[-0.0e-5,true,false,null,{\"\":[]}]}")]
    [InlineData("{" + Event + ",\"x\":123456789012345678901234567890}")]
    public void What_is_strict_JSON_is_taken(string record) => Assert.Equal(DeadLetterReason.None, Reason(Encoding.UTF8.GetBytes(record)));

    [Theory]
    [InlineData(15, DeadLetterReason.None)]
    [InlineData(16, DeadLetterReason.Json)]
    public void An_object_holds_at_most_15_levels_more(int levels, DeadLetterReason reason)
    {
        Assert.Equal(reason, Reason(Encoding.UTF8.GetBytes("{" + Event + ",\"x\":" + new string('[', levels) + new string(']', levels) + "}")));
        Assert.Equal(reason, Reason(Encoding.UTF8.GetBytes("{" + Event + ",\"event\":" + Nested(levels) + "}")));
    }

    [Theory]
    [InlineData(16, DeadLetterReason.Object)]
    [InlineData(17, DeadLetterReason.Json)]
    public void Depth_is_checked_before_what_the_value_is(int levels, DeadLetterReason reason) =>
        Assert.Equal(reason, Reason(Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels))));

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xE5, 0x95 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void What_is_not_UTF8_is_a_dead_letter_wherever_it_stands(byte[] bytes)
    {
        Assert.Equal(DeadLetterReason.Json, Reason([.. Encoding.UTF8.GetBytes("{" + Event + ",\"x\":\""), .. bytes, .. "\"}"u8]));
        Assert.Equal(DeadLetterReason.Json, Reason([.. "{\"a\":[\""u8, .. bytes, .. Encoding.UTF8.GetBytes("\"]," + Event + "}")]));
    }

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

    private DeadLetterReason Reason(byte[] record) => PlainEvent.Decode(_decoder, record).Reason;
}
