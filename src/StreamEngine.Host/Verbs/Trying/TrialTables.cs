using Spectre.Console;
using StreamEngine.Scoring.Trials;

namespace StreamEngine.Host.Verbs.Trying;

/// <summary>A comparison of scorecards as tables for people.</summary>
internal static class TrialTables
{
    public static void Print(TextWriter to, TrialReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        console.WriteLine($"{report.Events:N0} events, {TrialText.Time(report.FirstTick)} to {TrialText.Time(report.LastTick)}");
        foreach (var kind in report.Kinds)
        {
            console.WriteLine();
            console.WriteLine(TrialText.Headline(kind));
            if (kind.Entities == 0) continue;
            console.Write(Matrix(kind));
            console.WriteLine(TrialText.Restless(kind));
            if (kind.Movers.Count > 0) console.Write(Movers(kind));
        }
    }

    private static Table Matrix(KindTrial kind)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("now \\ tried");
        foreach (var share in kind.After) table.AddColumn(new TableColumn(new Text(share.Tier)).RightAligned());
        table.AddColumn("now", column => column.RightAligned());
        for (var row = 0; row < kind.Before.Count; row++)
            Row(table, [kind.Before[row].Tier, .. kind.Matrix[row].Select(n => n == 0 ? "." : $"{n:N0}"), $"{kind.Before[row].Entities:N0}"]);
        Row(table, ["tried", .. kind.After.Select(share => $"{share.Entities:N0}"), $"{kind.Entities:N0}"]);
        return table;
    }

    private static Table Movers(KindTrial kind)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("largest movers");
        foreach (var number in (string[])["now", "tried", "moved"]) table.AddColumn(number, column => column.RightAligned());
        table.AddColumns("tier", "moved by");
        foreach (var m in kind.Movers)
            Row(table, [Cli.EscapedText.Of(m.Id), $"{m.ScoreBefore:0.00}", $"{m.ScoreAfter:0.00}", $"{m.Moved:+0.00;-0.00}", TrialText.Tiers(m), TrialText.Indicators(m)]);
        return table;
    }

    // As text, so that nothing in an id is markup.
    private static void Row(Table table, string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);
}
