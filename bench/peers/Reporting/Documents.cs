using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Reporting;

/// <summary>Puts measured tables and charts into the documents, between the marks that say where.</summary>
internal static class Documents
{
    private const string Begin = "<!-- measured: begin -->";
    private const string End = "<!-- measured: end -->";

    public static void Write(ComparisonResults results)
    {
        Replace(Path.Combine(Homes.Docs, "comparison.md"), ResultsText.Of(results));
        ComparisonChart.Write(results, Path.Combine(Homes.Docs, "comparison.svg"));
    }

    private static void Replace(string document, string content)
    {
        var text = File.ReadAllText(document);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{Path.GetFileName(document)} has no '{Begin}' and '{End}'");
        File.WriteAllText(document, $"{text[..(from + Begin.Length)]}\n{content.ReplaceLineEndings("\n").TrimEnd()}\n{text[to..]}");
    }
}
