using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo.View;

/// <summary>Entities by tier, highest first: products, merchants and creators side by side.</summary>
internal static class TiersView
{
    private static readonly string[] Kinds = ["product", "merchant", "creator"];

    public static IReadOnlyList<string> Lines(DemoSnapshot now, ScoringOptions cards, int width, int height)
    {
        if (now.Status is not { } status) return [];
        ScorecardOptions[] all = [cards.Product, cards.Merchant, cards.Creator];
        var blocks = Enumerable.Range(0, Kinds.Length)
            .Select(k => Block(Kinds[k] + "s", all[k], status.Tiers.GetValueOrDefault(Kinds[k]) ?? new Dictionary<string, int>(), width / Kinds.Length)).ToList();
        var lines = Math.Min(height, blocks.Max(b => b.Count));
        return [.. Enumerable.Range(0, lines).Select(i => string.Concat(blocks.Select(b => i < b.Count ? b[i] : new string(' ', width / Kinds.Length))))];
    }

    private static List<string> Block(string title, ScorecardOptions card, IReadOnlyDictionary<string, int> counts, int width)
    {
        var name = card.Tiers.Max(t => Cells.Width(t.Name));
        var most = Math.Max(1, counts.Values.DefaultIfEmpty().Max());
        var bar = Math.Max(0, width - name - 7);
        var lines = new List<string> { $"[grey]{Cells.Fit(title, width)}[/]" };
        for (var tier = card.Tiers.Count - 1; tier >= 0; tier--)
        {
            var count = counts.GetValueOrDefault(card.Tiers[tier].Name);
            var filled = count == 0 ? 0 : Math.Max(1, count * bar / most);
            var style = Style(tier, card.Tiers.Count);
            lines.Add($"[{style}]{Cells.Fit(card.Tiers[tier].Name, name)}[/] {Cells.Fit(Cells.Short(count), 4, right: true)} [{style}]{Cells.Fit(new string('█', Math.Min(bar, filled)), width - name - 6)}[/]");
        }
        return lines;
    }

    /// <summary>The colour of a tier: the highest gold, the lowest red.</summary>
    public static string Style(int tier, int tiers) => tier == tiers - 1 ? "yellow" : tier == 0 ? "red" : tier >= tiers - 2 ? "green" : "blue";
}
