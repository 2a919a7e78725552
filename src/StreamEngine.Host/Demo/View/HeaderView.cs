using System.Globalization;

namespace StreamEngine.Host.Demo.View;

/// <summary>The first two lines: what this is, the simulated clock, and where in the evening it is.</summary>
internal static class HeaderView
{
    private static readonly (EveningPhase Phase, string Name)[] Phases =
    [
        (EveningPhase.History, "30 days of history"),
        (EveningPhase.WarmUp, "warm-up"),
        (EveningPhase.Rush, "20:00 opening, 36× the load"),
        (EveningPhase.Tail, "long tail"),
        (EveningPhase.Over, "over"),
    ];

    public static IReadOnlyList<string> Lines(DemoSnapshot now, TimeZoneInfo zone, int width)
    {
        var clock = now.SimulatedTime == 0 ? "" : Clock(now.SimulatedTime, zone);
        var speed = now.Phase switch
        {
            EveningPhase.History => " as fast as it goes",
            EveningPhase.WarmUp or EveningPhase.Rush or EveningPhase.Tail => string.Create(CultureInfo.InvariantCulture, $" at {now.Speed:0.##}×"),
            _ => "",
        };
        const string title = "StreamEngine · a 618 evening, simulated";
        var right = clock + speed;
        return
        [
            $"[bold]{title}[/]{new string(' ', Math.Max(1, width - Cells.Width(title) - Cells.Width(right)))}[bold yellow]{clock}[/][grey]{speed}[/]",
            now.News is { } news ? $"[black on red]{Cells.Fit($" {news} ", width)}[/]"
                : now.Starting is { } starting ? $"[yellow]{Cells.Fit(starting + " …", width)}[/]" : PhaseLine(now.Phase) + (now.Phase == EveningPhase.Over ? "  everything stays up for your questions" : ""),
        ];
    }

    private static string PhaseLine(EveningPhase phase) => string.Join("[grey] › [/]", Phases.Select(p =>
        p.Phase == phase ? $"[black on yellow] {p.Name} [/]" : p.Phase < phase ? $"[green]{p.Name}[/]" : $"[grey]{p.Name}[/]"));

    private static string Clock(long ms, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), zone).ToString("ddd d MMM yyyy  HH:mm:ss", CultureInfo.InvariantCulture);
}
