using StreamEngine.Host.Cli;
using Xunit;

namespace StreamEngine.Tests.Cli;

public sealed class UsageErrorsTests
{
    [Theory]
    [InlineData("replay a.jsonl --out x --threds 3", "there is no option '--threds'; a file of that name is written ./--threds")]
    [InlineData("frobnicate", "there is no verb or option 'frobnicate'")]
    [InlineData("--frobnicate", "there is no verb or option '--frobnicate'")]
    [InlineData("replay a.jsonl", "Option '--out' is required.")]
    [InlineData("", "Required command was not provided.")]
    public void A_wrong_argument_is_named_in_one_line(string arguments, string says) => Assert.Equal([says], Errors(arguments));

    [Theory]
    [InlineData("replay a.jsonl ./--threds --out x")]
    [InlineData("version")]
    public void Right_arguments_have_none(string arguments) => Assert.Empty(Errors(arguments));

    private static List<string> Errors(string arguments) =>
        CommandLines.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), parsed => UsageErrors.Of(parsed).ToList());
}
