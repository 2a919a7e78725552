using System.Collections.Immutable;
using StreamEngine.Windows;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>
/// The tables of the database. Keys begin with kind and time, so that rows arrive almost sorted, a question about the last minutes reads the last minutes,
/// and FINAL need not merge parts whose times do not meet; one entity is found by a Bloom filter. Partitions are months of the key's time: under a
/// thousand for eighty years, and whole months can be dropped.
/// </summary>
public static class Tables
{
    /// <summary>Bytes of a dead letter that its row keeps: any record that was meant well is shorter.</summary>
    public const int DeadLetterBytes = 64 << 10;

    private const string Small = "LowCardinality(String)";
    private const string Second = "DateTime('UTC')";
    private const string Millisecond = "DateTime64(3, 'UTC')";

    private static readonly Column Kind = new("kind", Small, "Kind of the entity: product, merchant, creator, leader, brand, category, scene, channel or platform");
    private static readonly Column Id = new("id", "String", "Id of the entity; a product's is merchant/product", "ZSTD(1)");
    internal static readonly Column RowVersion = new(Table.Version, "UInt64", "Epoch * 2^44 + the tick (ms) after which the row did not change any more; the highest is the row", "Delta(8), ZSTD(1)");
    private static readonly Column Buyers = new("buyers", "Int64", "Distinct buyers of the day's paid orders, estimated (HyperLogLog); 0 for products", "T64, LZ4");

    /// <summary>Sums by UTC minute; every kind but product.</summary>
    public static readonly Table EntityMinutes = Entities(
        "entity_minutes", "Sums of every entity but products by UTC minute", Time(Second, "Start of the UTC minute"), Metrics.HourMask, withBuyers: false);

    /// <summary>Sums by UTC hour.</summary>
    public static readonly Table EntityHours = Entities(
        "entity_hours", "Sums of every entity by UTC hour", Time(Second, "Start of the UTC hour"), ulong.MaxValue, withBuyers: false);

    /// <summary>Sums by calendar day of the configured zone.</summary>
    public static readonly Table EntityDays = Entities(
        "entity_days", "Sums of every entity by calendar day of the engine's zone", Time("Date", "The calendar day in the engine's zone"), ulong.MaxValue, withBuyers: true);

    /// <summary>Scores by minute.</summary>
    public static readonly Table Scores = new()
    {
        Name = "scores",
        Comment = "The last score of a minute, where score, tier or rated differ from the row before",
        Columns =
        [
            Kind,
            new("minute", Second, "Start of the UTC minute in which the score holds", "Delta(4), ZSTD(1)"),
            Id,
            RowVersion,
            new("score", "Float64", "Score, 0 to 100, six decimals", "ZSTD(1)"),
            new("tier", Small, "Tier (L0 to L5) or band (lagging, fair, good, excellent)"),
            new("rated", "Bool", "False below 30 paid orders in the month: the tier is then the lowest, whatever the score"),
            new("indicators.id", $"Array({Small})", "Ids of the scorecard's indicators, in its order", "ZSTD(1)"),
            new("indicators.s", "Array(Float64)", "S of each indicator, 0 to 100; 50 is the category's average", "ZSTD(1)"),
            new("indicators.imputed", "Array(Bool)", "True where an indicator had no data and S is 50 by default", "ZSTD(1)"),
        ],
        KeyColumns = 3,
        PartitionBy = "toYYYYMM(minute)",
        SearchedBy = "id",
    };

    /// <summary>Tier changes.</summary>
    public static readonly Table TierChanges = new()
    {
        Name = "tier_changes",
        Comment = "Every change of a tier, complete in itself; the same whenever it is sent again",
        Columns =
        [
            Kind,
            new("tick", Millisecond, "The tick at which it was decided", "Delta(8), ZSTD(1)"),
            Id,
            new("epoch", "UInt32", "Epoch of the engine: 0 until offsets are reset or a scorecard is changed"),
            new("change_id", "String", "The change's own id, kind:id:epoch:tick", "ZSTD(1)"),
            new("from_tier", Small, "Tier before"),
            new("to_tier", Small, "Tier after"),
            new("score", "Float64", "Score now, 0 to 100, six decimals", "ZSTD(1)"),
            new("previous_score", "Nullable(Float64)", "Score at the entity's last change; null if there was none", "ZSTD(1)"),
            new("reason", Small, "unrated, first_rating, gate:..., violation, scorecard or score"),
            new("indicators.id", $"Array({Small})", "Ids of the scorecard's indicators, in its order", "ZSTD(1)"),
            new("indicators.before", "Array(Nullable(Float64))", "S of each at the entity's last change; null if there was none", "ZSTD(1)"),
            new("indicators.after", "Array(Float64)", "S of each now", "ZSTD(1)"),
            new("benefits_granted", "Nullable(Bool)", "A product entered L5 (true) or left it (false); null for every other change"),
            new("traffic_multiplier", "Nullable(Float64)", "Weight of the product in traffic distribution from now on; null without benefits"),
            new("tag", "Nullable(Bool)", "Exclusive tag from now on; null without benefits"),
            new("subsidy", "Nullable(Bool)", "Official subsidy from now on; null without benefits"),
            new("priority_matching", "Nullable(Bool)", "Matched first with good creators from now on; null without benefits"),
        ],
        KeyColumns = 4,
        PartitionBy = "toYYYYMM(tick)",
        SearchedBy = "id",
    };

    /// <summary>Records that failed a check.</summary>
    public static readonly Table DeadLetters = new()
    {
        Name = "dead_letters",
        Comment = "Records of the source topic that failed a check of the event contract",
        Columns =
        [
            new("partition", "Int32", "Partition of the source topic"),
            new("offset", "Int64", "Offset in the partition", "Delta(8), ZSTD(1)"),
            new("timestamp", $"Nullable({Millisecond})", "The record's Kafka timestamp; null when it has none", "ZSTD(1)"),
            new("reason", Small, "The check that failed"),
            new("size", "Int64", "Bytes of the record's value", "T64, ZSTD(1)"),
            new("value", "String", "The original bytes, the first 64 KiB of them; the dead-letter topic has all", "ZSTD(3)"),
        ],
        KeyColumns = 2,
    };

    /// <summary>Lag by partition and minute.</summary>
    public static readonly Table EngineLag = new()
    {
        Name = "engine_lag",
        Comment = "How far the engine was behind, by partition and minute of the wall clock",
        Columns =
        [
            new("partition", "Int32", "Partition of the source topic"),
            new("minute", Second, "Start of the UTC minute of the wall clock", "Delta(4), ZSTD(1)"),
            new(Table.Version, "UInt64", "Wall clock of the observation, ms; the last of a minute is kept", "Delta(8), ZSTD(1)"),
            new("messages", "Int64", "High watermark minus position", "T64, ZSTD(1)"),
            new("seconds", "Float64", "Age of the next unprocessed record by its Kafka timestamp; 0 when there is none", "ZSTD(1)"),
            new("event_time_seconds", "Float64", "Wall clock minus event time of the partition", "ZSTD(1)"),
            new("last_tick", Millisecond, "The last tick that the partition closed", "Delta(8), ZSTD(1)"),
            new("silent", "Bool", "Nothing arrives on the partition"),
            new("verdict", Small, "OK, SLOW, STALLED, STOPPED, REWOUND or DEGRADED"),
        ],
        KeyColumns = 2,
        PartitionBy = "toYYYYMM(minute)",
    };

    /// <summary>All tables, in the order in which they are made.</summary>
    public static readonly ImmutableArray<Table> All = [EntityMinutes, EntityHours, EntityDays, Scores, TierChanges, .. CommerceSchema.All, DeadLetters, EngineLag];

    private static Column Time(string type, string comment) => new("bucket", type, comment, type == "Date" ? "Delta(2), ZSTD(1)" : "Delta(4), ZSTD(1)");

    private static Table Entities(string name, string comment, Column bucket, ulong metrics, bool withBuyers) => new()
    {
        Name = name,
        Comment = comment + "; absolute values, the newest version of a row counts",
        Columns =
        [
            Kind, bucket, Id, RowVersion,
            .. Enumerable.Range(0, Metrics.Count).Where(m => (metrics >> m & 1) != 0)
                .Select(m => new Column(Metrics.Names[m], "Int64", MetricComments.Of((Metric)m), "T64, LZ4")),
            .. withBuyers ? [Buyers] : Array.Empty<Column>(),
        ],
        KeyColumns = 3,
        PartitionBy = "toYYYYMM(bucket)",
        SearchedBy = "id",
    };
}
