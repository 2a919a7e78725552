using System.Net;
using System.Text;
using StreamEngine.Scoring.Trials;

namespace StreamEngine.Host.Verbs.Trying;

/// <summary>
/// A comparison of scorecards as one page that loads nothing: styles and charts are in it, and its policy forbids scripts. Text from events and
/// configuration is encoded.
/// </summary>
internal static class TrialPage
{
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>StreamEngine: a scorecard tried out</title>
        <style>
        body { font: 14px/1.5 Arial, Helvetica, sans-serif; margin: 2em auto; max-width: 84em; padding: 0 1em; color: #1b1f24; }
        table { border-collapse: collapse; margin: 1em 0; }
        th, td { border-bottom: 1px solid #d8dee4; padding: .25em .8em; text-align: left; }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        .same { background: #f1f3f5; }
        .up { background: #e6f4ea; }
        .down { background: #fce8e6; }
        .charts { display: flex; flex-wrap: wrap; gap: 1em; }
        </style>
        </head>
        <body>
        <h1>A scorecard tried out</h1>

        """;

    /// <summary>The page.</summary>
    public static string Of(TrialReport report)
    {
        var page = new StringBuilder(Head);
        page.Append($"<p>{report.Events:N0} events, {TrialText.Time(report.FirstTick)} to {TrialText.Time(report.LastTick)}. <em>Now</em> is the configured scorecard, <em>tried</em> the other one.</p>\n");
        foreach (var kind in report.Kinds) Add(page, kind);
        return page.Append("</body>\n</html>\n").Replace("\r\n", "\n").ToString();
    }

    private static void Add(StringBuilder page, KindTrial kind)
    {
        page.Append($"<h2>{Text(TrialText.Headline(kind))}</h2>\n");
        if (kind.Entities == 0) return;
        page.Append("<div class=\"charts\">\n").Append(TrialCharts.Distribution(kind)).Append('\n');
        if (kind.Hours.Count > 0) page.Append(TrialCharts.Changes(kind)).Append('\n');
        page.Append("</div>\n").Append($"<p>{Text(TrialText.Restless(kind))}</p>\n");
        AddMatrix(page, kind);
        if (kind.Movers.Count > 0) AddMovers(page, kind);
    }

    private static void AddMatrix(StringBuilder page, KindTrial kind)
    {
        page.Append("<h3>Final tiers, from now (rows) to tried (columns)</h3>\n<table>\n<tr><th></th>");
        foreach (var share in kind.After) page.Append($"<th class=\"n\">{Text(share.Tier)}</th>");
        page.Append("<th class=\"n\">now</th></tr>\n");
        for (var row = 0; row < kind.Before.Count; row++)
        {
            page.Append($"<tr><th>{Text(kind.Before[row].Tier)}</th>");
            for (var column = 0; column < kind.After.Count; column++)
                page.Append($"<td class=\"n {(kind.Matrix[row][column] == 0 ? "" : column == row ? "same" : column > row ? "up" : "down")}\">{kind.Matrix[row][column]:N0}</td>");
            page.Append($"<td class=\"n\">{kind.Before[row].Entities:N0}</td></tr>\n");
        }
        page.Append("<tr><th>tried</th>");
        foreach (var share in kind.After) page.Append($"<td class=\"n\">{share.Entities:N0}</td>");
        page.Append($"<td class=\"n\">{kind.Entities:N0}</td></tr>\n</table>\n");
    }

    private static void AddMovers(StringBuilder page, KindTrial kind)
    {
        page.Append("<h3>Largest movers</h3>\n<table>\n<tr><th>id</th><th class=\"n\">now</th><th class=\"n\">tried</th><th class=\"n\">moved</th><th>tier</th><th>moved by</th></tr>\n");
        foreach (var m in kind.Movers)
            page.Append($"<tr><td>{Text(m.Id)}</td><td class=\"n\">{m.ScoreBefore:0.00}</td><td class=\"n\">{m.ScoreAfter:0.00}</td><td class=\"n\">{m.Moved:+0.00;-0.00}</td><td>{Text(TrialText.Tiers(m))}</td><td>{Text(TrialText.Indicators(m))}</td></tr>\n");
        page.Append("</table>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(Cli.EscapedText.Of(text));
}
