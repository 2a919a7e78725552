using System.Collections.Immutable;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>The day of a creator (达人), merchant, product or whoever else has rows.</summary>
internal static class ReportViews
{
    private static readonly ImmutableArray<string> Sums =
    [
        "impressions", "clicks", "orders", "paid_orders", "units", "gmv", "distributed_gmv", "self_gmv", "shelf_gmv", "repeat_orders", "refunds", "refund_amount",
        "quality_refunds", "reviews", "bad_reviews", "shipments", "late_shipments", "complaints", "disputes", "follows", "lives", "live_ms", "views", "watch_ms",
        "reports", "penalty_points", "buyers",
    ];

    /// <summary>What entities of a kind did on a day and where their score stood when it ended.</summary>
    public static readonly AnalystView Report = new()
    {
        Name = "v_report",
        Comment = "The report of a day: sums of every entity of a kind that had an event on it, and its last score until the day's end with every indicator",
        Parameters = [AnalystViews.KindAsked, new("day", "Date", "the calendar day"), AnalystViews.Zone],
        Columns =
        [
            AnalystViews.Id,
            .. Sums.Select(name => Tables.EntityDays.Columns.First(c => c.Name == name) with { Codec = null }),
            AnalystViews.Sum("net_gmv", "gmv less the amount refunded, fen; may be negative"),
            new("score", AnalystViews.Ratio, "Last score until the day's end, 0 to 100; null for kinds that have none"),
            new("points", AnalystViews.Ratio, "The score as it is shown to merchants and creators: 3 + 2 * score / 100, two decimals"),
            new("tier", "Nullable(String)", "Tier or band with that score"),
            new("rated", "Nullable(Bool)", "False below 30 paid orders in the month"),
            new("score_minute", "Nullable(DateTime('UTC'))", "The UTC minute since which the score has stood"),
            new("indicators", "Array(Tuple(id String, s Float64, imputed Bool))", "S of each indicator, 0 to 100, and whether it had no data"),
        ],
        Select = db => $$"""
            SELECT
                id, {{string.Join(", ", Sums.Select(s => "d." + s))}}, d.gmv - d.refund_amount AS net_gmv,
                if(notEmpty(last), last[1].1, NULL) AS score, round(3 + 2 * score / 100, 2) AS points,
                if(notEmpty(last), last[1].2, NULL) AS tier, if(notEmpty(last), last[1].3, NULL) AS rated, if(notEmpty(last), last[1].4, NULL) AS score_minute,
                CAST(last[1].5, 'Array(Tuple(id String, s Float64, imputed Bool))') AS indicators
            FROM (SELECT * FROM {{db}}.entity_days FINAL WHERE kind = {kind:String} AND bucket = {day:Date}) AS d
            LEFT JOIN
            (
                SELECT id, [argMax((s.score, toString(s.tier), s.rated, minute, arrayZip(arrayMap(i -> toString(i), indicators.id), indicators.s, indicators.imputed)), minute)] AS last
                FROM {{db}}.scores AS s FINAL
                WHERE kind = {kind:String} AND minute < toDateTime({day:Date} + 1, {zone:String})
                GROUP BY id
            ) AS l USING (id)
            """,
    };
}
