using System.CommandLine;
using StreamEngine.Host.Cli;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Scoring.Trials;

namespace StreamEngine.Host.Verbs.Trying;

/// <summary><c>try-scorecard</c>: what another scorecard would have done on recorded traffic. The same input always gives the same answer.</summary>
internal static class TryScorecardVerb
{
    private static readonly Argument<FileInfo> Other = new("file")
    {
        Description = "A file with a section scoring:, as in the configuration; what it says goes over the configured scorecards.",
    };

    private static readonly Option<FileInfo[]> On = new("--on")
    {
        Description = "Recorded events (.jsonl, .jsonl.gz, .jsonl.zst). Each file is one partition, in file order.",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Movers = new("--movers") { Description = "Entities of a kind whose score moves most that are named.", DefaultValueFactory = _ => 10 };

    private static readonly Option<FileInfo?> Html = new("--html") { Description = "Writes the comparison with charts as one page that needs nothing else.", HelpName = "out.html" };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Partitions worked on at the same time. Changes speed and nothing else.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public static Command Create()
    {
        var verb = Verb.Create("try-scorecard", "Run recorded traffic under the configured scorecards and under others, and compare: who would be in which tier, who moves and why, how restless tiers are.",
            "streamengine try-scorecard other.yaml --on p0.jsonl p1.jsonl --html trial.html", RunAsync);
        verb.Add(Other);
        foreach (var option in (Option[])[On, Movers, Html, Threads]) verb.Add(option);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Get(Movers) is < 0 or > 10_000) throw new UsageException($"--movers must be 0 to 10000, is {context.Get(Movers)}");
        if (context.Get(Threads) < 1) throw new UsageException($"--threads must be at least 1, is {context.Get(Threads)}");
        var present = context.Options;
        var tried = Tried(context, context.Get(Other)!.FullName);
        IReadOnlyList<IReadOnlyList<string>> partitions = [.. context.Get(On)!.Select(f => (IReadOnlyList<string>)[f.FullName])];
        var report = await CompareAsync(present.Engine, Scorecards.Compile(present.Scoring), Scorecards.Compile(tried), partitions, context.Get(Movers), context.Get(Threads), stop);
        if (context.Get(Html) is { } page) await WriteAsync(page.FullName, TrialPage.Of(report), stop);
        if (context.Json) context.PrintJson(report);
        else TrialTables.Print(context.Out, report);
        return ExitCode.Success;
    }

    private static ScoringOptions Tried(VerbContext context, string file)
    {
        var loaded = context.Load(file);
        if (loaded.Options is not { } options) throw new ConfigurationException([.. loaded.Errors.Select(e => $"{file}: {e}")]);
        // The configuration's own warnings have been printed.
        foreach (var warning in loaded.Warnings.Select(w => w.ToString()).Except(context.Load().Warnings.Select(w => w.ToString()))) context.Error.WriteLine($"warning: {file}: {warning}");
        return options.Scoring;
    }

    /// <summary>Both runs, one after the other, and what differs.</summary>
    internal static async Task<TrialReport> CompareAsync(
        EngineOptions options, Scorecards before, Scorecards after, IReadOnlyList<IReadOnlyList<string>> partitions, int movers, int threads, CancellationToken stop)
    {
        var (first, engine) = await new ScoringJob(options, before, partitions, threads).RunAsync(stop);
        var (second, _) = await new ScoringJob(options, after, partitions, threads).RunAsync(stop);
        KindTrial Kind(Func<Scorecards, Scorecard> of) => TrialComparison.Of(of(before), of(after), first, second, movers);
        return new TrialReport(first.FirstTick, first.LastTick, engine.Counters.Sum(c => c.Applied), [Kind(c => c.Product), Kind(c => c.Merchant), Kind(c => c.Creator)]);
    }

    private static async Task WriteAsync(string path, string text, CancellationToken stop)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"cannot write '{path}': {e.Message}", e);
        }
    }
}
