using System.Text.Json;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Tests.Invariants;
using StreamEngine.Tests.Model;
using StreamEngine.Tests.Pipeline;

namespace StreamEngine.Tests.Crashes;

/// <summary>A small random input with its rules, and what an engine that nobody disturbs makes of it. Shared by all seeds that use it.</summary>
internal sealed record CrashCase
{
    private const int Worlds = 28, MostRecords = 60;

    private static readonly string[] Names = [.. ModelEquivalenceTests.Cases().Select(row => row.Data.Item1).Distinct()];

    private static readonly Lazy<CrashCase>[] All = [.. Enumerable.Range(0, Worlds).Select(number => new Lazy<CrashCase>(() => Make(number)))];

    public required EngineOptions Options { get; init; }

    public required Scorecards Scorecards { get; init; }

    public required IReadOnlyList<IReadOnlyList<byte[]>> Input { get; init; }

    public required IReadOnlyList<long> LatestTimes { get; init; }

    public required Outcome Expected { get; init; }

    public StateIdentity Identity => new("configuration", "scorecards", Input.Count);

    /// <summary>About as many steps as a process needs for the whole input.</summary>
    public int Steps => 60 + Input.Sum(p => p.Count) * 3;

    public static CrashCase Of(int seed) => All[seed % Worlds].Value;

    private static CrashCase Make(int number)
    {
        var (rules, start) = ModelEquivalenceTests.Case(Names[number % Names.Length]);
        var input = World.Partitions(number, rules, start).Select(lines => (IReadOnlyList<byte[]>)[.. lines.Take(MostRecords)]).ToList();
        var cards = Scorecards.Compile(rules.Scoring);
        var outside = new OutsideWorld(new Random(number));
        var run = new CutRun(rules.Engine, cards, input, outside, number);
        run.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        return new CrashCase
        {
            // What looks ahead comes to the same as the undisturbed run, which does not.
            Options = number % 2 == 0 ? rules.Engine : rules.Engine with { LookaheadAbove = -1 },
            Scorecards = cards,
            Input = input,
            LatestTimes = [.. input.Select(lines => lines.Max(TimeOf) ?? long.MinValue)],
            Expected = new Outcome { Changes = outside.Changes, Announcements = outside.Announcements, Rows = outside.Rows.ToDictionary(r => r.Key, r => r.Value.Row), Scores = run.Results },
        };
    }

    private static long? TimeOf(byte[] line)
    {
        try
        {
            using var e = JsonDocument.Parse(line);
            return e.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("ts", out var time) && time.ValueKind == JsonValueKind.Number ? time.GetInt64() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
