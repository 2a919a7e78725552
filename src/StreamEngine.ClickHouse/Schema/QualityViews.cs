using System.Collections.Immutable;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>How good the data are: what failed a check, what came late, how far the engine was behind.</summary>
internal static class QualityViews
{
    private static readonly ImmutableArray<string> Metrics = ["impressions", "clicks", "orders", "paid_orders", "units", "gmv", "refund_amount"];

    /// <summary>Records that failed a check.</summary>
    public static readonly AnalystView DeadLetters = new()
    {
        Name = "v_dead_letters_by_day",
        Comment = "Records that failed a check of the event contract, by calendar day, merchant, partition and reason",
        Parameters = [AnalystViews.Zone],
        Columns =
        [
            new("day", "Nullable(Date)", "The calendar day of the record's Kafka timestamp; null when it has none"),
            new("merchant", "String", "The merchant that the record names, as far as it can be read; else empty"),
            new("partition", "Int32", "Partition of the source topic"),
            new("reason", AnalystViews.Label, "The check that failed"),
            new("letters", "UInt64", "Records"),
            new("bytes", "Int64", "Bytes of their values"),
            new("first_offset", "Int64", "Offset of the first of them in the partition"),
        ],
        Select = db => $$"""
            SELECT
                toDate(timestamp, {zone:String}) AS day,
                if(isValidUTF8(value) AND JSONType(value, 'merchant') IN ('String', 'Int64', 'UInt64'), JSONExtract(value, 'merchant', 'String'), '') AS merchant,
                partition, reason, count() AS letters, sum(size) AS bytes, min(offset) AS first_offset
            FROM {{db}}.dead_letters FINAL
            GROUP BY day, merchant, partition, reason
            """,
    };

    /// <summary>What came late.</summary>
    public static readonly AnalystView Lateness = new()
    {
        Name = "v_lateness",
        Comment = "What came late, for the platform and every merchant, by calendar day of a zone of whole hours: how much is in sums of days and not in those of hours or minutes",
        Parameters = [AnalystViews.Zone],
        Columns =
        [
            new("kind", AnalystViews.Label, "platform or merchant"),
            AnalystViews.Id,
            new("day", "Date", "The calendar day of the events"),
            .. Metrics.SelectMany(m => (Column[])
            [
                AnalystViews.Sum(m, Tables.EntityDays.Columns.First(c => c.Name == m).Comment),
                AnalystViews.Sum(m + "_after_hours", "Of these, what came when its hour was no longer among the last 24"),
                AnalystViews.Sum(m + "_after_minutes", "Of these, what came when its minute was no longer among the last 60"),
            ]),
        ],
        Select = db => $$"""
            SELECT kind, id, day, {{string.Join(", ", Metrics.Select(m => $"sumIf(e.{m}, level = 1) AS {m}, {m} - sumIf(e.{m}, level = 2) AS {m}_after_hours, {m} - sumIf(e.{m}, level = 3) AS {m}_after_minutes"))}}
            FROM
            (
                SELECT 1 AS level, kind, id, bucket AS day, {{string.Join(", ", Metrics)}} FROM {{db}}.entity_days FINAL WHERE kind IN ('platform', 'merchant')
                UNION ALL SELECT 2, kind, id, toDate(bucket, {zone:String}), {{string.Join(", ", Metrics)}} FROM {{db}}.entity_hours FINAL WHERE kind IN ('platform', 'merchant')
                UNION ALL SELECT 3, kind, id, toDate(bucket, {zone:String}), {{string.Join(", ", Metrics)}} FROM {{db}}.entity_minutes FINAL WHERE kind IN ('platform', 'merchant')
            ) AS e
            GROUP BY kind, id, day
            """,
    };

    /// <summary>How far the engine was behind.</summary>
    public static readonly AnalystView Lag = new()
    {
        Name = "v_lag_by_day",
        Comment = "How far the engine was behind, by calendar day of the wall clock and partition",
        Parameters = [AnalystViews.Zone],
        Columns =
        [
            new("day", "Date", "The calendar day of the wall clock"),
            new("partition", "Int32", "Partition of the source topic"),
            new("minutes", "UInt64", "Minutes that were observed"),
            new("minutes_behind", "UInt64", "Minutes whose last verdict was not OK"),
            new("worst_seconds", "Float64", "Greatest age of the next unprocessed record, seconds"),
            new("worst_messages", "Int64", "Most records waiting"),
        ],
        Select = db => $$"""
            SELECT
                toDate(minute, {zone:String}) AS day, partition,
                count() AS minutes, countIf(verdict != 'OK') AS minutes_behind, max(seconds) AS worst_seconds, max(messages) AS worst_messages
            FROM {{db}}.engine_lag FINAL
            GROUP BY day, partition
            """,
    };
}
