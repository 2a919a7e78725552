using System.ComponentModel.DataAnnotations;
using StreamEngine.Commerce;

namespace StreamEngine.Kafka;

/// <summary>Where the events come from, where tier changes and dead letters go, and how the clients behave.</summary>
public sealed record KafkaOptions
{
    /// <summary>Brokers to begin with, <c>host:port</c> separated by commas. Default <c>127.0.0.1:9092</c>, a broker of one's own.</summary>
    [Required, RegularExpression(@"^\s*[^\s,:]\S*:\d{1,5}(\s*,\s*[^\s,:]\S*:\d{1,5})*\s*$", ErrorMessage = "must be host:port, separated by commas")]
    public string BootstrapServers { get; init; } = "127.0.0.1:9092";

    /// <summary>Topic of the events. Default <c>live-events</c>.</summary>
    [Required, RegularExpression(TopicName, ErrorMessage = TopicNameRule)]
    public string EventsTopic { get; init; } = "live-events";

    /// <summary>Topic that tier changes are published to. Default <c>tier-changes</c>.</summary>
    [Required, RegularExpression(TopicName, ErrorMessage = TopicNameRule)]
    public string TierChangesTopic { get; init; } = "tier-changes";

    /// <summary>Topic that milestones of campaigns are published to. Default <c>milestones</c>.</summary>
    [Required, RegularExpression(TopicName, ErrorMessage = TopicNameRule)]
    public string MilestonesTopic { get; init; } = AnnouncementTopic.Milestones.Name;

    /// <summary>Topic that the audiences of merchants' own rooms (川流) are published to. Default <c>handoff-audiences</c>.</summary>
    [Required, RegularExpression(TopicName, ErrorMessage = TopicNameRule)]
    public string HandoffAudiencesTopic { get; init; } = AnnouncementTopic.HandoffAudiences.Name;

    /// <summary>Topic that changes of campaigns' subsidy pools are published to. Default <c>subsidy-changes</c>.</summary>
    [Required, RegularExpression(TopicName, ErrorMessage = TopicNameRule)]
    public string SubsidyChangesTopic { get; init; } = AnnouncementTopic.SubsidyChanges.Name;

    /// <summary>Topic that dead letters are published to. Default <c>live-events.dead-letters</c>.</summary>
    [Required, RegularExpression(TopicName, ErrorMessage = TopicNameRule)]
    public string DeadLettersTopic { get; init; } = "live-events.dead-letters";

    /// <summary>Consumer group that offsets are committed to, for monitoring. Default <c>stream-engine</c>.</summary>
    [Required, StringLength(249, MinimumLength = 1)]
    public string GroupId { get; init; } = "stream-engine";

    /// <summary>How the clients name themselves in the brokers' logs and quotas. Default <c>stream-engine</c>.</summary>
    [Required, StringLength(249, MinimumLength = 1)]
    public string ClientId { get; init; } = "stream-engine";

    /// <summary>
    /// Identity under which tier changes are published; a newer owner of it fences an older one. Dead letters and their replay have
    /// their own, with <c>-dead-letters</c> and <c>-replay</c> added. Default <c>stream-engine-tier-changes</c>.
    /// </summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string TransactionalId { get; init; } = "stream-engine-tier-changes";

    /// <summary>Identity under which dead letters are published.</summary>
    internal string DeadLettersTransactionalId => TransactionalId + "-dead-letters";

    /// <summary>Topic that says which dead letters were replayed.</summary>
    internal string ReplayedTopic => DeadLettersTopic + ".replayed";

    /// <summary>Identity under which dead letters are replayed.</summary>
    internal string ReplayTransactionalId => TransactionalId + "-replay";

    /// <summary>Creates topics that are missing. Default off: a typing error in a name would otherwise make an empty topic and look like silence.</summary>
    public bool CreateMissingTopics { get; init; }

    /// <summary>Partitions of a topic that is created. Default 16: one lane each, so enough for a large machine.</summary>
    [Range(1, 10_000)]
    public int TopicPartitions { get; init; } = 16;

    /// <summary>Replicas of a topic that is created; -1 (default) leaves it to the broker.</summary>
    [Range(-1, 32)]
    public short TopicReplication { get; init; } = -1;

    /// <summary>Encryption and credentials. Default plain text, for a broker on the same machine.</summary>
    [Required]
    public KafkaSecurity Security { get; init; } = new();

    /// <summary>Who appends heartbeats to silent partitions. Default the engine itself.</summary>
    public HeartbeatMode Heartbeats { get; init; } = HeartbeatMode.Wall;

    /// <summary>How long a fully consumed partition is silent before it gets heartbeats; absent (default) means the tick interval.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan? IdleAfter { get; init; }

    /// <summary>What a start offset outside the log means. Default: stop, since something has been lost or recreated.</summary>
    public OffsetPolicy OffsetPolicy { get; init; } = OffsetPolicy.Fail;

    /// <summary>Records of a batch at most. Default 1000: from 256 on the hand-over costs less than 5 ns a record.</summary>
    [Range(1, 100_000)]
    public int BatchRecords { get; init; } = 1000;

    /// <summary>Bytes from which on a batch is closed. Default 256 KiB, which stays within a core's cache.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>KiB that the client fetches ahead, over all partitions (1 MiB at least for each). Default 64 MiB: some 100 ms at the highest rates.</summary>
    [Range(1024, 4 * 1024 * 1024)]
    public int PrefetchKilobytes { get; init; } = 64 * 1024;

    /// <summary>Checks the checksums of what is read. Default on; the embedded broker's transaction markers have none, so it is off there.</summary>
    public bool CheckCrcs { get; init; } = true;

    /// <summary>Dead letters of up to 16 KiB that may be unacknowledged at a time, or fewer larger ones; more wait. Default 1000, so 16 MiB at most.</summary>
    [Range(1, 100_000)]
    public int DeadLettersInFlight { get; init; } = 1000;

    /// <summary>How long a start waits for a broker to answer. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>All topics that facts of ticks are published to, in one transaction a tick.</summary>
    public IReadOnlyList<string> FactTopics => [TierChangesTopic, .. AnnouncementTopic.All.Select(TopicOf)];

    /// <summary>The topic on the broker that announcements go to.</summary>
    public string TopicOf(AnnouncementTopic topic) =>
        topic == AnnouncementTopic.Milestones ? MilestonesTopic
        : topic == AnnouncementTopic.HandoffAudiences ? HandoffAudiencesTopic
        : topic == AnnouncementTopic.SubsidyChanges ? SubsidyChangesTopic
        : throw new ArgumentException($"no topic is configured for {topic.Name}", nameof(topic));

    private const string TopicName = @"^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$";
    private const string TopicNameRule = "must be 1 to 249 letters, digits, dots, underscores or hyphens";
}
