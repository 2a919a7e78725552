using System.Globalization;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo.View;

/// <summary>The stories that are being told, with the tiers that their entity has had. Where there is no room for all they take turns.</summary>
internal static class StoriesView
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(6);

    public static IReadOnlyList<string> Lines(DemoSnapshot now, ScoringOptions cards, int width, int height)
    {
        if (now.Stories.Count == 0 || height <= 0) return [];
        var shown = Math.Min(height, now.Stories.Count);
        var pages = (now.Stories.Count + shown - 1) / shown;
        var first = (int)(now.Elapsed / Turn) % pages * shown;
        return [.. now.Stories.Skip(Math.Min(first, now.Stories.Count - shown)).Take(shown).Select(s => Line(s, cards, width))];
    }

    private static string Line(StoryProgress story, ScoringOptions cards, int width)
    {
        var path = width / 4;
        var score = story.Score?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–";
        var card = ChangesView.CardOf(cards, story.Story.Kind);
        var tier = story.Path.Count == 0 ? -1 : card.Tiers.Select(t => t.Name).ToList().IndexOf(story.Path[^1]);
        var style = tier < 0 ? "grey" : TiersView.Style(tier, card.Tiers.Count);
        return $"[{style}]{Cells.Fit(Tail(story.Path, path), path)}[/] [white]{Cells.Fit(score, 4, right: true)}[/]  {Cells.Fit(story.Story.Title, width - path - 7)}";
    }

    // The newest tiers are what counts.
    private static string Tail(IReadOnlyList<string> path, int width)
    {
        if (path.Count == 0) return "not seen yet";
        var text = path[^1];
        for (var i = path.Count - 2; i >= 0; i--)
        {
            var longer = path[i] + " → " + text;
            if (Cells.Width(longer) > width - 2) return "…→ " + text;
            text = longer;
        }
        return text;
    }
}
