using System.ComponentModel.DataAnnotations;
using StreamEngine.ClickHouse;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Kafka;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Configuration;

/// <summary>The whole configuration; a property is a section of the file.</summary>
internal sealed record StreamEngineOptions
{
    /// <summary>Ticks, windows, limits: what decides the results.</summary>
    [Required]
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Where events come from, and where tier changes and dead letters go.</summary>
    [Required]
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>Where rows go.</summary>
    [Required, ConfigurationKeyName("clickhouse")]
    public ClickHouseOptions ClickHouse { get; init; } = new();

    /// <summary>Where the state of the engine is kept.</summary>
    [Required]
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>The address that the program itself serves.</summary>
    [Required]
    public ApiOptions Api { get; init; } = new();

    /// <summary>The three scorecards.</summary>
    [Required]
    public ScoringOptions Scoring { get; init; } = new();

    /// <summary>Campaigns and programmes whose sums are kept.</summary>
    [Required, MaxLength(CampaignPlan.MaximumCampaigns)]
    public IReadOnlyList<CampaignOptions> Campaigns { get; init; } = [];

    /// <summary>Lines and targets of milestones.</summary>
    [Required]
    public MilestoneOptions Milestones { get; init; } = new();
}
