using System.CommandLine;
using System.CommandLine.Parsing;

namespace StreamEngine.Host.Cli;

/// <summary>What is wrong with a command line, each thing in one line.</summary>
internal static class UsageErrors
{
    /// <summary>Every wrong argument. A word that is no verb is named alone: that a verb is missing follows from it.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var isVerbUnknown = parsed.CommandResult == parsed.RootCommandResult && parsed.UnmatchedTokens.Count > 0;
        return isVerbUnknown
            ? [$"there is no verb or option '{parsed.UnmatchedTokens[0]}'"]
            : parsed.Errors.Select(e => e.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)).Distinct();
    }

    /// <summary>Refuses values that look like an option: a misspelt one would be taken for a file.</summary>
    public static void NoOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-')))
            result.AddError($"there is no option '{token.Value}'; a file of that name is written ./{token.Value}");
    }
}
