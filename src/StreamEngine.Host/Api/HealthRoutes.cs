using StreamEngine.Host.Running;
using StreamEngine.Kafka.Lag;

namespace StreamEngine.Host.Api;

/// <summary>Whether the engine lives, and whether it makes progress, each with its reason in one line of text.</summary>
internal static class HealthRoutes
{
    /// <summary>The source's thread goes round every 20 ms and never waits for anyone: after so long it never will again.</summary>
    private static readonly TimeSpan Deadlock = TimeSpan.FromMinutes(1);

    public static void Map(WebApplication application, Viewed viewed)
    {
        application.MapGet("/health/live", () => Answer(viewed.View is { } view && TimeSinceRound(view) > Deadlock && !HasEnded(view)
            ? $"the source has not gone round for {TimeSinceRound(view).TotalSeconds:F0} s"
            : null)).WithSummary("200 unless the engine is stuck.");
        application.MapGet("/health/ready", () => Answer(viewed.View is { } view ? NotReady(view) : "the engine is starting"))
            .WithSummary("200 while progress is made, else 503 with the reason.");
    }

    private static string? NotReady(LiveView view)
    {
        if (HasEnded(view)) return null;
        // Rows wait while ClickHouse is away, and tier changes go on; that is progress until the buffer is full.
        if (view.RowsNotReady is { } reason) return reason;
        if (TimeSinceRound(view) > LagVerdicts.PollTimeout) return $"no poll for {TimeSinceRound(view).TotalSeconds:F0} s";
        if (view.Lag.Worst < LagVerdict.Stalled) return null;
        var worst = view.Lag.Partitions.First(p => p.Verdict == LagVerdicts.Name(view.Lag.Worst));
        return $"partition {worst.Partition} is {worst.Verdict} with {worst.Messages} messages to read";
    }

    private static bool HasEnded(LiveView view) => Enumerable.Range(0, view.Run.Counters.Count).All(p => view.Run.Progress(p).HasEnded);

    private static TimeSpan TimeSinceRound(LiveView view) => view.Now - view.LastPoll;

    private static IResult Answer(string? reason) => reason is null
        ? Results.Text("ok\n")
        : Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
