using System.ComponentModel.DataAnnotations;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>What decides the results besides the input and the scorecards. Part of a checkpoint's identity.</summary>
public sealed record EngineOptions
{
    /// <summary>Distance of two ticks; must divide a minute, so that every bucket edge is a tick. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>IANA name of the zone whose calendar days are the month window's buckets. Default Asia/Shanghai.</summary>
    [Required]
    public string Zone { get; init; } = "Asia/Shanghai";

    /// <summary>How far an event's <c>ts</c> may lie after <c>received</c> before it is a dead letter. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaximumSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For how much event time a money event's id is remembered. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan DeduplicationWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Within which time a second paid order of a buyer at a merchant is a repeat. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a creator is credited for a buyer it brought to a merchant (川流). Default 15 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan HandoffWindow { get; init; } = TimeSpan.FromDays(15);

    /// <summary>One in so many (merchant, buyer) pairs is held out from handoffs, to measure their effect. Default 10.</summary>
    [Range(2, 1_000_000)]
    public int HoldOutOneIn { get; init; } = 10;

    /// <summary>Audiences and rewards of handoffs (川流).</summary>
    [Required]
    public HandoffOptions Handoffs { get; init; } = new();

    /// <summary>Minutes in the hour window. Default 60.</summary>
    [Range(1, 1440)]
    public int HourBuckets { get; init; } = 60;

    /// <summary>Hours in the day window. Default 24.</summary>
    [Range(1, 168)]
    public int DayBuckets { get; init; } = 24;

    /// <summary>Days in the month window; older events are too late. Default 30.</summary>
    [Range(2, 366)]
    public int MonthBuckets { get; init; } = 30;

    /// <summary>Creators kept per entity for the distinct count of the month. Default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int DistinctLimit { get; init; } = 4096;

    /// <summary>How far in event time a partition may run ahead of the slowest one before it is paused. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaximumLead { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Ids remembered for deduplication, over all partitions. Default 20 M (24 bytes each and 8 of index).</summary>
    [Range(1024, 1_000_000_000)]
    public long DeduplicationLimit { get; init; } = 20_000_000;

    /// <summary>(merchant, buyer) pairs remembered, over all partitions. Default 10 M.</summary>
    [Range(1024, 1_000_000_000)]
    public long PairLimit { get; init; } = 10_000_000;

    /// <summary>
    /// Manual decisions whose ids are remembered, and events that are remembered as reversed, over all partitions. Default 100,000 (a decision's id takes 32
    /// bytes, a reversed event 50).
    /// </summary>
    [Range(16, 100_000_000)]
    public long DecisionLimit { get; init; } = 100_000;

    /// <summary>Products and merchants, over all partitions. Default 2 M.</summary>
    [Range(16, 100_000_000)]
    public long EntityLimit { get; init; } = 2_000_000;

    /// <summary>Creators, leaders, brands and categories in the merge. Default 1 M.</summary>
    [Range(16, 100_000_000)]
    public long MergeEntityLimit { get; init; } = 1_000_000;

    /// <summary>Totals of (campaign, kind, entity) over all partitions, and as many again in the merge. Default 2 M.</summary>
    [Range(16, 100_000_000)]
    public long CampaignEntityLimit { get; init; } = 2_000_000;

    /// <summary>
    /// Products of a partition above which records are decoded a few at a time and the memory of what they name is fetched ahead. Changes no result, only its
    /// price: below, everything is in the processor's caches.
    /// </summary>
    internal int LookaheadAbove { get; init; } = Prefetch.WorthAbove;

    /// <summary>The campaigns; a section of its own in the configuration.</summary>
    public IReadOnlyList<CampaignOptions> Campaigns { get; private init; } = [];

    /// <summary>Lines and targets of milestones; a section of its own in the configuration.</summary>
    public MilestoneOptions Milestones { get; private init; } = new();

    /// <summary>The same with campaigns.</summary>
    public EngineOptions With(IReadOnlyList<CampaignOptions> campaigns, MilestoneOptions milestones) => this with { Campaigns = campaigns, Milestones = milestones };
}
