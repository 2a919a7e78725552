using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Verbs;

/// <summary><c>version</c>: what this is and what it runs on.</summary>
internal static class VersionVerb
{
    public static Command Create() => Verb.Create("version", "Print the version of the program and of what it runs on.", "streamengine version --json", RunAsync);

    /// <summary>The program's version without the commit.</summary>
    public static string Version =>
        typeof(VersionVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var facts = new { Version, Runtime = RuntimeInformation.FrameworkDescription, Platform = RuntimeInformation.RuntimeIdentifier };
        if (context.Json) context.PrintJson(facts);
        else context.Out.WriteLine($"StreamEngine {facts.Version} ({facts.Runtime}, {facts.Platform})");
        return Task.FromResult(ExitCode.Success);
    }
}
