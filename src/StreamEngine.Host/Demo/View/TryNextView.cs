using Spectre.Console;
using StreamEngine.Entities;

namespace StreamEngine.Host.Demo.View;

/// <summary>Commands for another terminal, without a frame, so that they can be copied as they stand.</summary>
internal static class TryNextView
{
    public static IReadOnlyList<string> Lines(DemoSnapshot now, int width)
    {
        if (now.Places is not { } places) return ["[grey]Ctrl-C ends the demo[/]"];
        List<string> lines = [$"[grey]Try in another terminal, while this runs · API[/] {new Uri(places.Api, "api/status")} [grey]· Ctrl-C ends[/]"];
        if (places.ClickHouse is { } clickHouse) lines.AddRange(TryNext.Wrap(TryNext.Curl(clickHouse, places.Database), width).Select(l => $"[aqua]{Markup.Escape(l)}[/]"));
        else lines.Add($"[yellow]{Cells.Fit($"No embedded ClickHouse: rows go to {places.RowsFolder}", width)}[/]");
        var product = now.Stories.FirstOrDefault(s => s.Story.Kind == EntityKind.Product)?.Story.EntityId ?? now.Changes.FirstOrDefault(c => c.Kind == EntityKind.Product)?.Id;
        if (product is not null) lines.AddRange(TryNext.Explain(ProgramCommand.ForPeople, "product", product, places.Api).Select(l => $"[aqua]{Markup.Escape(l)}[/]"));
        return lines;
    }
}
