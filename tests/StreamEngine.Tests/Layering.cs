using System.Text.RegularExpressions;

namespace StreamEngine.Tests;

/// <summary>The engine's folders in order: each sees only those before it, and those before Pipeline know no tasks, channels, loggers or clocks.</summary>
internal static partial class Layering
{
    public static readonly string[] Folders = ["Events", "Windows", "Entities", "Scoring", "Commerce", "Checkpoints", "Pipeline"];

    /// <summary>What a source text of a folder must not name.</summary>
    public static IEnumerable<string> Violations(string folder, string source)
    {
        var own = Array.IndexOf(Folders, folder);
        if (own < 0) return [$"{folder} is not in the order of folders"];
        var code = Comment().Replace(source, "");
        var names = Namespace().Matches(code).Select(m => m.Groups[1].Value).Where(n => Array.IndexOf(Folders, n) > own).Select(n => $"{folder} names {n}");
        if (folder == "Pipeline") return names;
        return names.Concat(Asynchronous().Matches(code).Select(m => $"{folder} uses {m.Value}")).Distinct();
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bStreamEngine\.(\w+)")]
    private static partial Regex Namespace();

    // Channel alone is a field of business (Events/Channel).
    [GeneratedRegex(@"\b(Task|ValueTask|async|await|Thread|Timer|ThreadPool|SemaphoreSlim|ChannelReader|ChannelWriter|Channel\.Create\w+|System\.Threading\.Channels|I?Logger\w*|LoggerMessage|Stopwatch|TimeProvider|UtcNow|DateTime\.Now|Today|TickCount(64)?|SystemClock|PeriodicTimer)\b")]
    private static partial Regex Asynchronous();
}
