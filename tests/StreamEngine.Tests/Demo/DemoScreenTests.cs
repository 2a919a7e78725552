using Spectre.Console;
using StreamEngine.Entities;
using StreamEngine.Host.Demo;
using StreamEngine.Host.Demo.View;
using StreamEngine.Host.Running;
using StreamEngine.Scoring;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.Tests.Demo;

public sealed class DemoScreenTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly long Opening = new SimulatorOptions().Opening.ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(120, 40)]
    [InlineData(100, 30)]
    [InlineData(DemoScreen.MinimumWidth, DemoScreen.MinimumHeight)]
    [InlineData(200, 60)]
    public void The_screen_fills_the_terminal_and_never_more(int width, int height)
    {
        var lines = Render(Snapshot("m-暖阳家居旗舰店-801/p-保温杯-003"), width, height);

        Assert.Equal(height, lines.Length);
        Assert.All(lines, line => Assert.InRange(Cells.Width(line), 0, width));
        Assert.Contains(lines, line => line.Contains("20:00:00", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("rose to L5: score 68.4", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("618 大促 ¥1,234,567 · 4,321 orders", StringComparison.Ordinal));
        Assert.Equal(height >= 36, lines.Any(line => line.Contains("milestones brand 1/3  product 2/5  latest: brand", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("L2 → L5", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("07 SLOW", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("curl -s 'http://127.0.0.1:8123/?database=stream_engine'", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith((char)0x2570));
    }

    [Fact]
    public void Text_from_events_is_neither_markup_nor_control_characters()
    {
        var lines = Render(Snapshot("[red]x[/]\u001b[2J[/"), 120, 40);

        Assert.Contains(lines, line => line.Contains(@"[red]x[/]\u001b[2J[/", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains('\u001b'));
    }

    [Fact]
    public void Before_the_engine_answers_the_screen_says_what_is_being_started()
    {
        var lines = Render(new DemoSnapshot { Starting = "starting the engine", Phase = EveningPhase.Starting, SimulatedTime = 0, Speed = 10, Elapsed = TimeSpan.Zero }, 100, 30);

        Assert.Contains("starting the engine …", lines[1], StringComparison.Ordinal);
    }

    private static string[] Render(DemoSnapshot snapshot, int width, int height)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Profile.Height = height;
        console.Write(new DemoScreen(new ScoringOptions(), Zone).Render(snapshot, width, height));
        return writer.ToString().TrimEnd('\n').Split('\n');
    }

    private static DemoSnapshot Snapshot(string id) => new()
    {
        Phase = EveningPhase.Rush,
        SimulatedTime = Opening,
        Speed = 10,
        Elapsed = TimeSpan.FromSeconds(20),
        Rates = [.. Enumerable.Range(0, 30).Select(i => i * 600.0)],
        Status = Status(),
        Changes = [.. Enumerable.Range(0, 50).Select(i => Change(id, i))],
        Campaign = new("618 大促", 123_456_700, 4_321, 3_210, [(id, 9_876_500), ("c-2", 100)], [("brand", 1, 3), ("product", 2, 5)], "brand " + id, 7),
        Stories = [.. new Simulation(new SimulatorOptions { HistoryDays = 0 }).Stories.Select(s => new StoryProgress(s, ["L2", "L5"], 68.4))],
        Places = new(new Uri("http://127.0.0.1:8080"), new Uri("http://127.0.0.1:8123"), "stream_engine", null, "127.0.0.1:9092"),
    };

    private static TierChange Change(string id, int number) => new()
    {
        Kind = EntityKind.Product,
        Id = id,
        Epoch = 0,
        Tick = Opening - (number * 1000),
        From = "L4",
        To = "L5",
        Score = 68.4,
        PreviousScore = 61.2,
        Indicators = [],
        Reason = "score",
        Benefits = new(true, 1.25, true, true, true),
    };

    private static StatusReport Status() => new()
    {
        Version = "0.1.0",
        Pid = 1,
        Epoch = 0,
        StartedMs = 0,
        LastTick = Opening,
        Applied = 412_233,
        Heartbeats = 10,
        Duplicate = 1,
        TooLate = 2,
        UnknownType = 3,
        LateMinute = 4,
        LateHour = 5,
        DeadLetters = 31,
        DeadLettersByReason = new Dictionary<string, long> { ["json"] = 20, ["ts"] = 11 },
        EventsPerSecond = 18_204.4,
        Partitions = [.. Enumerable.Range(0, 16).Select(p => new PartitionReport(p, 100, p * 900, p * 0.3, 0, Opening, Opening, false, p == 7 ? "SLOW" : "OK"))],
        Lag = new(12_345, 4.5, "SLOW"),
        WaitingFor = 7,
        Tiers = new Dictionary<string, IReadOnlyDictionary<string, int>>
        {
            ["product"] = new Dictionary<string, int> { ["L5"] = 4, ["L0"] = 120 },
            ["merchant"] = new Dictionary<string, int> { ["excellent"] = 12 },
            ["creator"] = new Dictionary<string, int> { ["lagging"] = 1 },
        },
        TierChanges = 312,
        TierChangesRepeated = 0,
        RowsWritten = 48_120,
        RowsWaiting = 220,
        Latency = new(null, null, null),
        ClickHouse = new("http://127.0.0.1:8123", true, null, "OK", null),
        Kafka = new(null),
    };
}
