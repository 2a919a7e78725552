using Spectre.Console;
using Spectre.Console.Rendering;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo.View;

/// <summary>The whole screen, for the size that the terminal has. A function of what it shows.</summary>
internal sealed class DemoScreen(ScoringOptions cards, TimeZoneInfo zone)
{
    /// <summary>The smallest terminal that the screen fits in.</summary>
    public const int MinimumWidth = 90, MinimumHeight = 28;

    private const int HeaderHeight = 3;
    private const int FiguresHeight = 3;
    private const int Frame = 2;
    private const int Tall = 36;
    private const int LagRows = 8; // two columns of the demo's sixteen partitions

    /// <summary>The screen.</summary>
    public IRenderable Render(DemoSnapshot now, int width, int height)
    {
        var next = TryNextView.Lines(now, width);
        var tiers = Math.Max(cards.Product.Tiers.Count, Math.Max(cards.Merchant.Tiers.Count, cards.Creator.Tiers.Count)) + 1;
        var middle = height >= Tall ? Math.Max(tiers, LagRows) : tiers;
        var storiesHeight = height >= Tall ? now.Stories.Count : Math.Min(2, now.Stories.Count);
        var header = height >= Tall ? HeaderHeight : HeaderHeight - 1;
        var figures = height >= Tall ? FiguresHeight : FiguresHeight - 1;
        var campaign = now.Campaign is null ? 0 : height >= Tall ? 2 : 1;
        var changesHeight = Math.Max(1, height - header - figures - campaign - middle - storiesHeight - next.Count - (3 * Frame));
        var inner = width - 4;
        var left = width * 52 / 100;

        IEnumerable<Layout> shown = now.Campaign is { } glance ? [new Layout("campaign").Size(campaign).Update(Text(CampaignView.Lines(glance, width, campaign)))] : [];
        var layout = new Layout().SplitRows(
        [
            new Layout("header").Size(header).Update(Text(HeaderView.Lines(now, zone, width))),
            new Layout("figures").Size(figures).Update(Text(FiguresView.Lines(now, width))),
            .. shown,
            new Layout("middle").Size(middle + Frame).SplitColumns(
                new Layout("lag").Size(left).Update(Box("Lag by partition", LagView.Lines(now, left - 4, middle))),
                new Layout("tiers").Update(Box("Tiers", TiersView.Lines(now, cards, width - left - 4, middle)))),
            new Layout("changes").Size(changesHeight + Frame).Update(Box("Latest tier changes", ChangesView.Lines(now, cards, zone, inner, changesHeight))),
            new Layout("stories").Size(storiesHeight + Frame).Update(Box("Stories being told: tiers so far, score, what happens", StoriesView.Lines(now, cards, inner, storiesHeight))),
            new Layout("next").Update(Text(next)),
        ]);
        return layout;
    }

    private static Rows Text(IReadOnlyList<string> lines) => new(lines.Select(Line));

    private static Panel Box(string title, IReadOnlyList<string> lines) =>
        new Panel(new Rows(lines.Select(Line))) { Expand = true, Border = BoxBorder.Rounded, BorderStyle = new Style(Color.Grey) }.Header($"[bold] {title} [/]");

    private static Markup Line(string markup) => new(markup.Length == 0 ? " " : markup) { Overflow = Overflow.Crop };
}
