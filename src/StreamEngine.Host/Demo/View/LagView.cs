using System.Globalization;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Demo.View;

/// <summary>Lag by partition with the verdict, in as many columns as the height asks for.</summary>
internal static class LagView
{
    private const int NarrowestCell = 12;

    /// <summary>The colour of a verdict; its word is always there too.</summary>
    public static string Style(string verdict) => verdict switch
    {
        "OK" => "green",
        "SLOW" or "DEGRADED" => "yellow",
        _ => "bold red",
    };

    public static IReadOnlyList<string> Lines(DemoSnapshot now, int width, int height)
    {
        if (now.Status is not { Partitions.Count: > 0 } status) return [];
        var count = status.Partitions.Count;
        var columns = Columns(count, width, height);
        if (columns > width / NarrowestCell) return [Summary(status)];
        var rows = (count + columns - 1) / columns;
        return [.. Enumerable.Range(0, rows).Select(row => string.Concat(
            Enumerable.Range(0, columns).Select(column => (column * rows) + row).Where(i => i < count)
                .Select(i => Cell(status.Partitions[i], width / columns))))];
    }

    // As few columns as the height asks for, but rather one more than a ragged last one.
    private static int Columns(int count, int width, int height)
    {
        var fewest = (count + height - 1) / Math.Max(1, height);
        for (var columns = fewest; columns <= width / NarrowestCell; columns++)
            if (count % columns == 0) return columns;
        return fewest;
    }

    private static string Cell(PartitionReport partition, int width)
    {
        var messages = Cells.Short(partition.Messages);
        var seconds = width < 24 ? "" : string.Create(CultureInfo.InvariantCulture, $"{partition.Seconds,6:0.0} s");
        var name = string.Create(CultureInfo.InvariantCulture, $"{partition.Partition:00} ");
        var verdict = width < 18 && partition.Verdict.Length > 4 ? partition.Verdict[..4] : partition.Verdict;
        var room = width - name.Length - seconds.Length - 1;
        return $"[grey]{name}[/][{Style(partition.Verdict)}]{Cells.Fit(verdict, room - 4)}[/]{Cells.Fit(messages, 4, right: true)}[grey]{seconds}[/] ";
    }

    private static string Summary(StatusReport status) => string.Join("  ", status.Partitions.GroupBy(p => p.Verdict)
        .Select(g => $"[{Style(g.Key)}]{g.Key}[/] {g.Count()}"));
}
