using System.Globalization;
using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo.View;

/// <summary>The latest tier changes, newest first, with their reason in words; a long one takes a second line.</summary>
internal static class ChangesView
{
    private const long DayMs = 86_400_000;

    public static IReadOnlyList<string> Lines(DemoSnapshot now, ScoringOptions cards, TimeZoneInfo zone, int width, int height)
    {
        var lines = new List<string>();
        var id = Math.Min(36, width * 3 / 10);
        var words = width - 11 - 1 - 2 - 9 - id - 1;
        foreach (var change in now.Changes)
        {
            if (lines.Count >= height) break;
            var card = CardOf(cards, change.Kind);
            var rose = TierChangeWords.Rose(change, card);
            var style = change.Benefits is { Granted: true } ? "bold yellow" : rose ? "green" : "red";
            var wrapped = Cells.Wrap(TierChangeWords.Of(change, card), words, height - lines.Count > 1 ? 2 : 1);
            lines.Add($"[grey]{Time(change.Tick, now.SimulatedTime, zone)}[/] [{style}]{(rose ? '▲' : '▼')}[/] [grey]{Cells.Fit(EntityKinds.Name(change.Kind), 9)}[/]{Cells.Fit(change.Id, id)} [{style}]{Cells.Fit(wrapped[0], words)}[/]");
            if (wrapped.Count > 1) lines.Add($"{new string(' ', width - words)}[{style}]{Cells.Fit(wrapped[1], words)}[/]");
        }
        return lines;
    }

    /// <summary>The scorecard of a kind.</summary>
    public static ScorecardOptions CardOf(ScoringOptions cards, EntityKind kind) => kind switch
    {
        EntityKind.Product => cards.Product,
        EntityKind.Merchant => cards.Merchant,
        _ => cards.Creator,
    };

    // Of the same evening to the second, of the history to the minute.
    private static string Time(long tick, long now, TimeZoneInfo zone)
    {
        var time = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(tick), zone);
        return time.ToString(now - tick < DayMs / 2 ? "HH:mm:ss" : "MM-dd HH:mm", CultureInfo.InvariantCulture).PadRight(11);
    }
}
