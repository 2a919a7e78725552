using System.CommandLine;
using Spectre.Console;
using StreamEngine.Entities;
using StreamEngine.Host.Api;
using StreamEngine.Host.Cli;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Verbs;

/// <summary><c>outlook</c>: who is about to change tier, in the running engine or at the end of recorded traffic.</summary>
internal static class OutlookVerb
{
    private static readonly Option<string?> Kind = new("--kind") { Description = "product, merchant or creator. Default: all three." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Entities listed at most.", DefaultValueFactory = _ => 50 };

    private static readonly Option<double> Within = new("--within")
    {
        Description = "How near a score has to be to the next cut, or to the line below which the tier is lost, in points.",
        DefaultValueFactory = _ => Outlook.DefaultWithin,
    };

    private static readonly Option<string?> Address = new("--api") { Description = "Where the engine's API listens. Default: as configured.", HelpName = "url" };

    private static readonly Option<FileInfo[]?> On = new("--on")
    {
        Description = "Recorded events instead of a running engine, each file one partition: the outlook at their end.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong([.. EntityKinds.Names.Take((int)EntityKind.Creator + 1)]);
        var verb = Verb.Create("outlook", "Who is about to change tier: close to the next cut, close to losing the tier, or waiting for the end of a hold; and when it could happen.",
            "streamengine outlook --kind product --api http://127.0.0.1:8080" + Environment.NewLine + "  streamengine outlook --on p0.jsonl p1.jsonl", RunAsync);
        foreach (var option in (Option[])[Kind, Limit, Within, Address, On]) verb.Add(option);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Get(On) is { Length: > 0 } && context.Get(Address) is not null) throw new UsageException("--on and --api: name one of them");
        if (context.Get(Limit) is < 1 or > OutlookRoutes.MostListed) throw new UsageException($"--limit must be 1 to {OutlookRoutes.MostListed}, is {context.Get(Limit)}");
        if (context.Get(Within) is not (>= 0 and <= 100)) throw new UsageException($"--within must be 0 to 100 points, is {context.Get(Within)}");
        var report = context.Get(On) is { Length: > 0 } files ? await RecordedAsync(context, files, stop) : await AskAsync(context, stop);
        if (context.Json) context.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(report, ApiJson.Options));
        else Print(context.Out, report);
        return ExitCode.Success;
    }

    private static async Task<OutlookReport> RecordedAsync(VerbContext context, FileInfo[] files, CancellationToken stop)
    {
        OutlookRoutes.TryKind(context.Get(Kind), out var kind);
        var options = context.Options;
        var job = new ScoringJob(options.Engine, Scorecards.Compile(options.Scoring), [.. files.Select(f => (IReadOnlyList<string>)[f.FullName])], Environment.ProcessorCount);
        var (_, engine) = await job.RunAsync(stop);
        var within = context.Get(Within);
        return OutlookReport.Of(engine.LookAhead(kind, within), engine.LastTick, within, context.Get(Limit));
    }

    private static async Task<OutlookReport> AskAsync(VerbContext context, CancellationToken stop)
    {
        using var engine = new ApiClient(context.Get(Address), context.Options.Api);
        var kind = context.Get(Kind) is { } name ? $"&kind={name}" : "";
        return await engine.GetAsync<OutlookReport>(FormattableString.Invariant($"api/outlook?limit={context.Get(Limit)}&within={context.Get(Within)}") + kind, stop);
    }

    private static void Print(TextWriter to, OutlookReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        console.WriteLine($"{report.Total:N0} about to change{(report.Entities.Count < report.Total ? $", the first {report.Entities.Count:N0}" : "")}, as of {Time(report.AsOfTick)}");
        if (report.Total == 0) return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("kind", "id", "change", "tier");
        foreach (var number in (string[])["score", "line", "points"]) table.AddColumn(number, column => column.RightAligned());
        table.AddColumn("at the earliest");
        foreach (var e in report.Entities)
        {
            string[] cells = [e.Kind, EscapedText.Of(e.Id), e.Change, $"{e.Tier} -> {e.To}", $"{e.Score:0.00}", $"{e.Line:0.##}", $"{e.Distance:0.00}", Time(e.At)];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }
        console.Write(table);
    }

    private static string Time(long? tick) => tick is { } t ? $"{DateTimeOffset.FromUnixTimeMilliseconds(t):yyyy-MM-dd HH:mm:ss.fff} UTC" : "no tick";
}
