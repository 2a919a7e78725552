using System.CommandLine;
using StreamEngine.Entities;
using StreamEngine.Host.Api;
using StreamEngine.Host.Cli;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Verbs;

/// <summary><c>explain</c>: a score, indicator by indicator, of the running engine or out of a replay's results.</summary>
internal static class ExplainVerb
{
    private static readonly Argument<string> Kind = new("kind") { Description = "product, merchant or creator." };

    private static readonly Argument<string> Id = new("id") { Description = "The entity; a product's id is merchant/product." };

    private static readonly Option<string?> Address = new("--api") { Description = "Where the engine's API listens. Default: as configured.", HelpName = "url" };

    private static readonly Option<DirectoryInfo?> From = new("--from") { Description = "Take the score from a replay's output folder instead of a running engine." };

    private static readonly Option<FileInfo[]?> On = new("--on")
    {
        Description = "Recorded events instead of a running engine, each file one partition: the score at their end, with everything behind it.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong([.. EntityKinds.Names.Take((int)EntityKind.Creator + 1)]);
        var verb = Verb.Create("explain", "Explain a score: every indicator with its weight, its S, its points, and what the next tier needs.",
            "streamengine explain product merchant-1/product-7 --api http://127.0.0.1:8080" + Environment.NewLine
            + "  streamengine explain creator creator-3 --from result" + Environment.NewLine
            + "  streamengine explain creator creator-3 --on p0.jsonl p1.jsonl", RunAsync);
        verb.Add(Kind);
        verb.Add(Id);
        verb.Add(Address);
        verb.Add(From);
        verb.Add(On);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var (kind, id) = (context.Get(Kind)!, context.Get(Id)!);
        var sources = new[] { context.Get(From) is not null, context.Get(Address) is not null, context.Get(On) is { Length: > 0 } };
        if (sources.Count(named => named) > 1) throw new UsageException("--from, --on and --api: name one of them");
        var report = context.Get(From) is { } folder ? await RecordedScores.ExplainAsync(folder.FullName, kind, id, context.Options.Scoring, stop)
            : context.Get(On) is { Length: > 0 } files ? await RunAsync(context, files, kind, id, stop)
            : await AskAsync(context, kind, id, stop);
        if (context.Json) context.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(report, ApiJson.Options));
        else ExplainTable.Print(context.Out, report);
        return ExitCode.Success;
    }

    private static async Task<EntityReport> RunAsync(VerbContext context, FileInfo[] files, string kind, string id, CancellationToken stop)
    {
        var options = context.Options;
        var job = new ScoringJob(options.Engine, Scorecards.Compile(options.Scoring), [.. files.Select(f => (IReadOnlyList<string>)[f.FullName])], Environment.ProcessorCount);
        var (_, engine) = await job.RunAsync(stop);
        return EntityReport.Find(engine, (EntityKind)EntityKinds.Names.ToList().IndexOf(kind), id) ?? throw new EngineFault(FaultOrigin.Data, $"no {kind} {EscapedText.Of(id)} at the end of these files");
    }

    private static async Task<EntityReport> AskAsync(VerbContext context, string kind, string id, CancellationToken stop)
    {
        using var engine = new ApiClient(context.Get(Address), context.Options.Api);
        return await engine.GetAsync<EntityReport>($"api/entities/{kind}?id={Uri.EscapeDataString(id)}", stop);
    }
}
