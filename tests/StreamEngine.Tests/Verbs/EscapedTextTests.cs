using StreamEngine.Host.Cli;
using Xunit;

namespace StreamEngine.Tests.Verbs;

public sealed class EscapedTextTests
{
    [Theory]
    [InlineData("plain 直播 €", "plain 直播 €")]
    [InlineData("\u001b[2Jgone", @"\u{1b}[2Jgone")]
    [InlineData("\u009b31m", @"\u{9b}31m")]
    [InlineData("a\nb\tc\r", @"a\nb\tc\r")]
    [InlineData("evil\u202egpj", @"evil\u{202e}gpj")]
    [InlineData("zero\u200bwidth\u00a0space", @"zero\u{200b}width\u{a0}space")]
    [InlineData("{\"a\":\"\\u0041\"}", @"{""a"":""\\u0041""}")]
    public void What_moves_a_cursor_or_cannot_be_seen_is_escaped(string text, string expected) => Assert.Equal(expected, EscapedText.Of(text));

    [Fact]
    public void No_text_at_all_puts_a_control_character_out()
    {
        var all = string.Concat(Enumerable.Range(0, 0x3000).Where(static c => c is < 0xd800 or > 0xdfff).Select(static c => (char)c)) + "\ud800";
        Assert.DoesNotContain(EscapedText.Of(all), char.IsControl);
    }
}
