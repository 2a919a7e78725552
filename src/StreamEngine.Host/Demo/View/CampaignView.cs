using System.Globalization;

namespace StreamEngine.Host.Demo.View;

/// <summary>The campaign: what it has sold, who leads it, which milestones it has reached. A line, or two where there is room.</summary>
internal static class CampaignView
{
    public static IReadOnlyList<string> Lines(CampaignGlance campaign, int width, int height)
    {
        var total = Total(campaign);
        var left = Math.Min(Cells.Width(total) + 2, width * 2 / 3);
        var first = $"[bold magenta]{Cells.Fit(total, left)}[/][white]{Cells.Fit(Leaders(campaign), width - left)}[/]";
        return height < 2 ? [first] : [first, $"[magenta]{Cells.Fit(Milestones(campaign), width)}[/]"];
    }

    /// <summary>All of it as two lines of plain text.</summary>
    public static IReadOnlyList<string> Text(CampaignGlance campaign) => [$"{Total(campaign)}  {Leaders(campaign)}", Milestones(campaign)];

    private static string Total(CampaignGlance campaign) =>
        string.Create(CultureInfo.InvariantCulture, $"{campaign.Name} ¥{campaign.Gmv / 100:N0} · {campaign.Orders:N0} orders · {campaign.Buyers:N0} buyers");

    private static string Leaders(CampaignGlance campaign) => campaign.Leaders.Count == 0 ? ""
        : "creators: " + string.Join("  ", campaign.Leaders.Select((l, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1} {l.Id} ¥{l.Gmv / 100:N0}")));

    private static string Milestones(CampaignGlance campaign)
    {
        var counts = string.Join("  ", campaign.Milestones.Select(m => $"{m.Kind} {m.Reached}/{m.Target}"));
        var latest = campaign.LatestMilestone is { } last ? $"  latest: {last}" : "";
        return $"milestones {counts}{latest}  subsidised products {campaign.Subsidised}";
    }
}
