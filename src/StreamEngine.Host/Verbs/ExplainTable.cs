using Spectre.Console;
using StreamEngine.Host.Api;
using StreamEngine.Host.Cli;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Verbs;

/// <summary>An explained score as a table for people.</summary>
internal static class ExplainTable
{
    private const int DecisionsShown = 5;

    public static void Print(TextWriter to, EntityReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        var shown = report.Shown is { } five ? $", shown as {five:0.00}" : "";
        var unrated = report.Rated ? "" : " (unrated)";
        console.WriteLine($"{report.Kind} {report.Id}: {report.Tier}{unrated}, score {report.Score:0.######}{shown}");
        console.WriteLine($"as of {DateTimeOffset.FromUnixTimeMilliseconds(report.Tick):yyyy-MM-dd HH:mm:ss.fff} UTC{(report.Category is { } category ? $", category {category}" : "")}");
        console.Write(Indicators(report));
        var sum = report.Indicators.Sum(i => i.Points);
        console.WriteLine($"sum of points {sum:0.######}{(report.Penalty > 0 ? $" - penalty {report.Penalty:0.######}" : "")}"
            + $"{(report.SevereCap is { } cap ? $", at most {cap:0.######} because of a severe violation" : "")} = score {report.Score:0.######}");
        if (report.Next is { } next) console.WriteLine(NextLine(next));
        if (report.Next is { Points: > 0 } missing && report.Levers is { } levers) console.WriteLine(LeverLine(missing, levers));
        if (report.LostBelow is { } below) console.WriteLine($"{report.Tier} is lost below {below:0.######}.");
        if (report.Benefits is { } benefits) console.WriteLine(BenefitsLine(benefits));
        if (report.Frozen is { } frozen) console.WriteLine($"The tier is frozen: {Words(frozen)}.");
        var others = (report.Decisions ?? []).Where(d => d.Id != report.Frozen?.Id).ToList();
        foreach (var decision in others.Take(DecisionsShown)) console.WriteLine($"Decided: {Words(decision)}.");
        if (others.Count > DecisionsShown) console.WriteLine("Decided before: --json and the table decisions have more.");
        if (report.FallDue is { } due) console.WriteLine($"A fall waits until {DateTimeOffset.FromUnixTimeMilliseconds(due):HH:mm:ss.fff} UTC.");
    }

    private static string Words(DecisionReport decision)
    {
        var about = decision.EventId is { } id ? $" {decision.EventType} {EscapedText.Of(id)}" : "";
        return $"{decision.Action}{about} by {EscapedText.Of(decision.By)} at {DateTimeOffset.FromUnixTimeMilliseconds(decision.Ts):yyyy-MM-dd HH:mm:ss} UTC: {EscapedText.Of(decision.Why)} (decision {EscapedText.Of(decision.Id)})";
    }

    private static Table Indicators(EntityReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("indicator", "", "force", "window");
        foreach (var number in (string[])["weight", "S", "points", "one more S"]) table.AddColumn(number, column => column.RightAligned());
        table.AddColumn("how");
        foreach (var i in report.Indicators)
        {
            var adds = report.Levers?.FirstOrDefault(l => l.Indicator == i.Id)?.PointAdds;
            string[] cells = [i.Id, i.Name, i.Force, i.Window, $"{i.Weight:0.##}", $"{i.Value:0.00}", $"{i.Points:0.00}", adds is null ? "" : $"{adds:+0.00##;-0.00##;0}", i.Imputed && !i.Formula.StartsWith("no data", StringComparison.Ordinal) ? $"no data ({i.Formula})" : i.Formula];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }
        return table;
    }

    private static string NextLine(NextTier next) => next.Needs.Count == 0
        ? $"Next: {next.Tier}, at the next tick."
        : $"Next: {next.Tier}, needs {string.Join("; ", next.Needs)}.";

    private static string BenefitsLine(Benefits benefits)
    {
        (bool Has, string Name)[] besides = [(benefits.Tag, "exclusive tag"), (benefits.Subsidy, "official subsidy"), (benefits.PriorityMatching, "priority matching")];
        return $"Benefits: traffic x {benefits.TrafficMultiplier:0.00}{string.Concat(besides.Where(b => b.Has).Select(b => ", " + b.Name))}.";
    }

    private static string LeverLine(NextTier next, IReadOnlyList<LeverReport> levers)
    {
        var ways = levers.Select(l => l.Words).OfType<string>().Distinct().ToList();
        var gates = next.Needs.Any(need => need.StartsWith("gate ", StringComparison.Ordinal)) ? " besides its gates" : "";
        return ways.Count == 0
            ? $"{next.Points:0.######} points to {next.Tier}: no single indicator brings them by good events alone."
            : $"{next.Points:0.######} points to {next.Tier}: {string.Join(", or ", ways)} would do{gates}, everything else unchanged.";
    }
}
