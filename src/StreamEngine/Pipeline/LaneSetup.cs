using StreamEngine.Commerce.Campaigns;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>What every lane and the merge are made with.</summary>
/// <param name="Options">Windows, limits, zone.</param>
/// <param name="Scorecards">The compiled scorecards.</param>
/// <param name="Partitions">How many partitions the input has; limits are divided evenly among them.</param>
/// <param name="Epoch">Part of every version and change id.</param>
internal sealed record LaneSetup(EngineOptions Options, Scorecards Scorecards, int Partitions, int Epoch)
{
    public WindowSpans Spans { get; } = new(Options.HourBuckets, Options.DayBuckets, Options.MonthBuckets);

    /// <summary>The campaigns, and event time cut at their edges.</summary>
    public CampaignPlan Campaigns { get; } = new(Options.Campaigns, Options.Milestones);

    public long TickMs { get; } = (long)Options.TickInterval.TotalMilliseconds;

    /// <summary>The first tick after an instant, ms since the Unix epoch.</summary>
    public long TickAfter(long time) => (time / TickMs + 1) * TickMs;

    /// <summary>The version of what a tick puts out: (epoch &lt;&lt; 44) | tick.</summary>
    public long Version(long tick) => RowVersion.Of(Epoch, tick);

    /// <summary>Whether products and creators are kept ready for matching. Always, but where a benchmark shows what it costs.</summary>
    public bool Matches { get; init; } = true;

    public long PerPartition(long total) => Math.Max(1, total / Partitions);
}
