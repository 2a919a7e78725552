using StreamEngine.Host.Demo;
using Xunit;

namespace StreamEngine.Tests.Demo;

public sealed class TryNextTests
{
    private static readonly string Curl = TryNext.Curl(new Uri("http://127.0.0.1:8123"), "stream_engine");

    [Theory]
    [InlineData(90)]
    [InlineData(120)]
    public void A_command_is_broken_only_within_double_quotes(int width)
    {
        var lines = TryNext.Wrap(Curl, width);

        Assert.Equal(Curl, string.Join(' ', lines));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        for (var i = 1; i < lines.Count; i++) Assert.Equal(1, string.Join(' ', lines.Take(i)).Count(c => c == '"') % 2);
    }

    [Fact]
    public void A_long_path_becomes_an_alias_so_that_the_command_fits_a_line()
    {
        var lines = TryNext.Explain("src/a folder/StreamEngine.Host", "product", "m-1/p's", new Uri("http://127.0.0.1:8080/"));

        Assert.Equal(["alias streamengine='src/a folder/StreamEngine.Host'", @"streamengine explain product 'm-1/p'\''s' --api http://127.0.0.1:8080"], lines);
    }

    [Fact]
    public void A_program_on_the_path_needs_no_alias() =>
        Assert.Equal(["streamengine explain product m-1/p-1 --api http://127.0.0.1:8080"],
            TryNext.Explain("streamengine", "product", "m-1/p-1", new Uri("http://127.0.0.1:8080/")));
}
