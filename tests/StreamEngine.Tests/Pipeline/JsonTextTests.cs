using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

public sealed class JsonTextTests
{
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.Char['\0', '\u007f'].Select(c => c.ToString()), Gen.OneOf("é", "达人", "😀", "\u2028", "\uFFFD", "\"", "\\")).Array[0, 12].Select(string.Concat);

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("达人 😀 é\u2028", "\"达人 😀 é\u2028\"")]
    [InlineData("a\"b\\c/d", "\"a\\\"b\\\\c/d\"")]
    [InlineData("\n\r\t\0\u001f\u007f", "\"\\n\\r\\t\\u0000\\u001f\u007f\"")]
    [InlineData("", "\"\"")]
    public void Only_what_must_be_escaped_is(string text, string json) => Assert.Equal(json, Written(t => t.Value(text)));

    [Fact]
    public void What_is_written_reads_back() => Text.Sample(text =>
    {
        Assert.Equal(text, JsonSerializer.Deserialize<string>(Written(t => t.Value(text))));
        Assert.Equal(Written(t => t.Value(text)), Written(t => t.Value(Encoding.UTF8.GetBytes(text))));
    });

    [Theory]
    [InlineData(50, "50")]
    [InlineData(0, "0")]
    [InlineData(69.417476, "69.417476")]
    [InlineData(0.1, "0.1")]
    [InlineData(100.0 / 3, "33.333333333333336")]
    public void Numbers_are_as_short_as_reads_back_the_same(double number, string json) => Assert.Equal(json, Written(t => t.Value(number)));

    [Fact]
    public void Any_finite_number_reads_back_the_same() => Gen.Double[-1e300, 1e300].Sample(number =>
        Assert.Equal(number, JsonSerializer.Deserialize<double>(Written(t => t.Value(number)))));

    [Fact]
    public void Any_integer_reads_back_the_same() => Gen.Long.Sample(number =>
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Written(t => t.Value(number))));

    [Fact]
    public void Objects_arrays_and_lines_are_separated_as_json_wants()
    {
        var text = new JsonText();
        for (var line = 0; line < 2; line++)
        {
            text.Object().Name("a").Value(1).Name("b").Array().Value(true).Null().Object().EndObject().Array().EndArray().EndArray()
                .Name("c").Object().Name("d").Value("x"u8).EndObject().Name("e").Value(2.5).EndObject();
            text.EndLine();
        }
        const string expected = "{\"a\":1,\"b\":[true,null,{},[]],\"c\":{\"d\":\"x\"},\"e\":2.5}\n";
        Assert.Equal(expected + expected, Encoding.UTF8.GetString(text.Written));
        text.Clear();
        Assert.Equal(0, text.Length);
    }

    private static string Written(Action<JsonText> write)
    {
        var text = new JsonText();
        write(text);
        return Encoding.UTF8.GetString(text.Written);
    }
}
