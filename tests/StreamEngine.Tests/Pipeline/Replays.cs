using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

/// <summary>Replays for tests.</summary>
internal static class Replays
{
    public static readonly string[] OutputFiles =
    [
        "rows/entity_days.jsonl", "rows/entity_hours.jsonl", "rows/entity_minutes.jsonl", "rows/scores.jsonl", "scores.jsonl", "summary.json", "tier-changes.jsonl",
    ];

    /// <summary>Those that are there only when something is in them.</summary>
    public static readonly string[] OptionalFiles =
    [
        "milestones.jsonl", "rows/campaign_totals.jsonl", "rows/decisions.jsonl", "rows/milestones.jsonl", "rows/subsidy_changes.jsonl", "subsidy-changes.jsonl",
        "rows/handoffs.jsonl", "rows/handoff_audiences.jsonl", "handoff-audiences.jsonl", "rows/handoff_days.jsonl", "rows/creator_rewards.jsonl", "rows/leader_figures.jsonl",
    ];

    private static readonly Scorecards Defaults = Scorecards.Compile(new ScoringOptions());

    /// <summary>Replays files, each a partition, into a folder; dead letters go beside it.</summary>
    public static async Task<ReplaySummary> RunAsync(
        IEnumerable<string> files, string output, int threads = 2, int batch = 1024, EngineOptions? options = null, Scorecards? scorecards = null)
    {
        await using var job = new ReplayJob(options ?? new EngineOptions(), scorecards ?? Defaults, new ReplayRequest
        {
            Partitions = [.. files.Select(f => new[] { f })],
            Output = output,
            DeadLetters = output + ".dead-letters.jsonl",
            Threads = threads,
            BatchRecords = batch,
        });
        return await job.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The files of an output folder by their relative path.</summary>
    public static SortedDictionary<string, byte[]> Contents(string output) => new(
        Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(output, f).Replace('\\', '/'), File.ReadAllBytes),
        StringComparer.Ordinal);

    /// <summary>Fails unless two output folders hold the same files with the same bytes.</summary>
    public static void AssertSame(SortedDictionary<string, byte[]> expected, string output)
    {
        var actual = Contents(output);
        Assert.Equal(OutputFiles, actual.Keys.Except(OptionalFiles));
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, bytes) in expected) Assert.True(bytes.AsSpan().SequenceEqual(actual[name]), $"{name} differs");
    }
}
