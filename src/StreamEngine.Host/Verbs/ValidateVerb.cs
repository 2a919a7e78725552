using System.CommandLine;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Verbs;

/// <summary><c>validate</c>: every error of a configuration at once, and the memory that its limits allow.</summary>
internal static class ValidateVerb
{
    private static readonly Option<bool> Defaults = new("--defaults") { Description = "Print the commented default configuration and stop." };

    public static Command Create()
    {
        var verb = Verb.Create("validate", "Check a configuration: every error at once, each with its path. Exit code 78 when there are any.",
            "streamengine validate --config my.yaml", RunAsync);
        verb.Add(Defaults);
        return verb;
    }

    private static Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Get(Defaults))
        {
            context.Out.Write(ConfigurationLoader.DefaultText);
            return Task.FromResult(ExitCode.Success);
        }
        var loaded = context.Load();
        if (context.Json) PrintJson(context, loaded);
        else Print(context, loaded);
        return Task.FromResult(loaded.Options is null ? ExitCode.Configuration : ExitCode.Success);
    }

    private static void PrintJson(VerbContext context, LoadedConfiguration loaded) => context.PrintJson(new
    {
        Valid = loaded.Options is not null,
        Errors = loaded.Errors.Select(e => e.ToString()),
        Warnings = loaded.Warnings.Select(e => e.ToString()),
        Memory = loaded.Options is null ? null : MemoryEstimate.Of(loaded.Options.Engine),
    });

    private static void Print(VerbContext context, LoadedConfiguration loaded)
    {
        foreach (var warning in loaded.Warnings) context.Error.WriteLine($"warning: {warning}");
        foreach (var error in loaded.Errors) context.Error.WriteLine($"configuration: {error}");
        if (loaded.Options is null) return;
        var memory = MemoryEstimate.Of(loaded.Options.Engine);
        context.Out.WriteLine("The configuration is valid. Its limits allow at most:");
        context.Out.WriteLine($"  entities       {memory.EntitiesBytes / 1e9:F1} GB");
        context.Out.WriteLine($"  deduplication  {memory.DeduplicationBytes / 1e9:F1} GB");
        context.Out.WriteLine($"  buyer pairs    {memory.PairsBytes / 1e9:F1} GB");
    }
}
