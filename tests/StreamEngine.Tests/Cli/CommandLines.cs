using System.CommandLine;
using StreamEngine.Host.Cli;

namespace StreamEngine.Tests.Cli;

/// <summary>The program's command line for tests that run side by side: its options are shared by the process and read by one thread at a time.</summary>
internal static class CommandLines
{
    private static readonly Command Root = CommandTree.Create();
    private static readonly Lock Turn = new();

    public static T Parse<T>(IReadOnlyList<string> arguments, Func<ParseResult, T> read)
    {
        lock (Turn) return read(Root.Parse(arguments));
    }
}
