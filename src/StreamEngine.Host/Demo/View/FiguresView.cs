using System.Globalization;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Demo.View;

/// <summary>The figures of the whole engine: a line of names and a line of values.</summary>
internal static class FiguresView
{
    public static IReadOnlyList<string> Lines(DemoSnapshot now, int width)
    {
        if (now.Status is not { } status) return ["", ""];
        var rate = Number(status.EventsPerSecond);
        var waiting = status.RowsWaiting > 0 ? $" +{Cells.Short(status.RowsWaiting)}" : "";
        (string Name, string Value, string Style, int Share)[] figures =
        [
            ("events a second", $"{rate} {Sparkline.Of(now.Rates, Math.Max(4, (width / 5) - rate.Length - 3))}", "aqua", 20),
            ("applied", Number(status.Applied), "white", 11),
            ("lag", Lag(status.Lag), LagView.Style(status.Lag.Verdict), 20),
            ("tier changes", Number(status.TierChanges), "yellow", 13),
            ("rows (+ waiting)", Number(status.RowsWritten) + waiting, status.ClickHouse is { Reachable: false } ? "red" : "white", 18),
            ("dead letters", DeadLetters(status), "white", 18),
        ];
        return
        [
            string.Concat(figures.Select(f => $"[grey]{Cells.Fit(f.Name, (width * f.Share / 100) - 1)}[/] ")),
            string.Concat(figures.Select(f => $"[{f.Style}]{Cells.Fit(f.Value, (width * f.Share / 100) - 1)}[/] ")),
        ];
    }

    private static string Lag(LagReport lag) =>
        string.Create(CultureInfo.InvariantCulture, $"{lag.Verdict} {Cells.Short(lag.Messages)} msg {lag.Seconds:0.0} s");

    // The most frequent reasons; how many there are in all comes first.
    private static string DeadLetters(StatusReport status) => string.Join(' ',
        [Number(status.DeadLetters), .. status.DeadLettersByReason.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}\u00a0{r.Value}")]);

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
