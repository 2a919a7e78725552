using System.CommandLine;
using Spectre.Console;
using StreamEngine.Host.Api;
using StreamEngine.Host.Cli;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Verbs;

/// <summary><c>match</c>: products for a creator, creators for a product, or open offers, in the running engine or at the end of recorded traffic.</summary>
internal static class MatchVerb
{
    private static readonly Argument<string> Question = new("question") { Description = "products (for a creator), offers (open ones, for a creator's own recruiting) or creators (for a product)." };

    private static readonly Argument<string> Id = new("id") { Description = "The creator, or the product as merchant/product." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Matches at most.", DefaultValueFactory = _ => MatchReport.Listed };

    private static readonly Option<string?> Address = new("--api") { Description = "Where the engine's API listens. Default: as configured.", HelpName = "url" };

    private static readonly Option<FileInfo[]?> On = new("--on")
    {
        Description = "Recorded events instead of a running engine, each file one partition: the matches at their end.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        Question.AcceptOnlyFromAmong("products", "creators", "offers");
        var verb = Verb.Create("match", "Which goods fit a creator (选品中心), which creators fit a product (达人广场), and why.",
            "streamengine match products creator-3 --api http://127.0.0.1:8080" + Environment.NewLine + "  streamengine match creators merchant-1/product-7 --on p0.jsonl p1.jsonl", RunAsync);
        verb.Add(Question);
        verb.Add(Id);
        foreach (var option in (Option[])[Limit, Address, On]) verb.Add(option);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Get(On) is { Length: > 0 } && context.Get(Address) is not null) throw new UsageException("--on and --api: name one of them");
        if (context.Get(Limit) is < 1 or > MatchReport.MostListed) throw new UsageException($"--limit must be 1 to {MatchReport.MostListed}, is {context.Get(Limit)}");
        var report = context.Get(On) is { Length: > 0 } files ? await RecordedAsync(context, files, stop) : await AskAsync(context, stop);
        if (context.Json) context.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(report, ApiJson.Options));
        else Print(context.Out, report);
        return ExitCode.Success;
    }

    private static async Task<MatchReport> RecordedAsync(VerbContext context, FileInfo[] files, CancellationToken stop)
    {
        var options = context.Options;
        var job = new ScoringJob(options.Engine, Scorecards.Compile(options.Scoring), [.. files.Select(f => (IReadOnlyList<string>)[f.FullName])], Environment.ProcessorCount);
        var (_, engine) = await job.RunAsync(stop);
        var (question, id, limit) = (context.Get(Question)!, context.Get(Id)!, context.Get(Limit));
        var report = question == "creators" ? MatchReport.ForProduct(engine, id, limit) : MatchReport.ForCreator(engine, id, limit, question == "offers");
        return report ?? throw new EngineFault(FaultOrigin.Data, $"no {(question == "creators" ? "product" : "creator")} {EscapedText.Of(id)} at the end of these files");
    }

    private static async Task<MatchReport> AskAsync(VerbContext context, CancellationToken stop)
    {
        using var engine = new ApiClient(context.Get(Address), context.Options.Api);
        var question = context.Get(Question)!;
        var who = question == "creators" ? "product" : "creator";
        return await engine.GetAsync<MatchReport>(FormattableString.Invariant($"api/matching/{question}?{who}={Uri.EscapeDataString(context.Get(Id)!)}&limit={context.Get(Limit)}"), stop);
    }

    private static void Print(TextWriter to, MatchReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        console.WriteLine($"{report.Question} for {report.Kind} {EscapedText.Of(report.Id)}, as of {DateTimeOffset.FromUnixTimeMilliseconds(report.Tick):yyyy-MM-dd HH:mm:ss.fff} UTC");
        if (report.NotMatched is { } why) console.WriteLine($"It is not matched itself: {why}.");
        if (report.Matches.Count == 0) return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "id", "tier", "");
        table.AddColumn("match", column => column.RightAligned());
        foreach (var part in report.Matches[0].Parts) table.AddColumn(part.Part, column => column.RightAligned());
        table.AddColumn("category").AddColumn("price / creator's, fen", column => column.RightAligned());
        foreach (var m in report.Matches)
        {
            string[] cells =
            [
                $"{m.Rank}", EscapedText.Of(m.Id), m.Tier, m.Priority ? "first" : "", $"{m.Match:0.00}",
                .. m.Parts.Select(p => $"{p.Points:0.00} ({p.Value:0.##})"), EscapedText.Of(m.Category ?? ""), $"{Fen(m.ProductPrice)} / {Fen(m.CreatorPrice)}",
            ];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }
        console.Write(table);
    }

    private static string Fen(double? price) => price is { } known ? $"{known:0}" : "-";
}
