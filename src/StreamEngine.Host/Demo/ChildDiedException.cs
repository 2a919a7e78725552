namespace StreamEngine.Host.Demo;

/// <summary>A child process of the demo ended by itself.</summary>
internal sealed class ChildDiedException(string what, int exitCode, IReadOnlyList<string> lastLines)
    : Exception(Describe(what, exitCode, lastLines))
{
    // How a shell, and .NET, report a process that a signal ended.
    private const int SignalBase = 128;

    private static string Describe(string what, int exitCode, IReadOnlyList<string> lastLines)
    {
        var how = exitCode > SignalBase ? $"was killed by signal {exitCode - SignalBase}" : $"ended with code {exitCode}";
        var last = lastLines.Count == 0 ? " It printed nothing." : $" Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, lastLines.Select(l => "  | " + l))}";
        return $"{what} {how}.{last}";
    }
}
