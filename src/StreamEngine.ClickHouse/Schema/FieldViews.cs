namespace StreamEngine.ClickHouse.Schema;

/// <summary>Fields and scenes (全域经营, 5S): distribution, self and shelf; live, video, search and the others.</summary>
internal static class FieldViews
{
    /// <summary>What a field or scene did on a day.</summary>
    public static readonly AnalystView Fields = new()
    {
        Name = "v_fields",
        Comment = "Fields and scenes (5S) by calendar day of the engine's zone: traffic, sales, share of the platform, price and content index. A day is complete when a later one has rows",
        Columns =
        [
            new("kind", AnalystViews.Label, "channel (the fields distribution, self, shelf), scene, or platform"),
            AnalystViews.Id,
            new("day", "Date", "The calendar day in the engine's zone"),
            AnalystViews.Sum("traffic", "Impressions and views of live rooms"),
            AnalystViews.Sum("gmv", "Amount of paid orders, fen"),
            AnalystViews.Sum("paid_orders", "Orders paid"),
            new("gmv_share", AnalystViews.Ratio, "Its gmv by the platform's on the day; null when the platform had none"),
            new("gmv_share_month", AnalystViews.Ratio, "The same over the 30 days that end with the day"),
            new("price_index", AnalystViews.Ratio, "Paid amount by market price where that is known; below 1: cheaper than elsewhere; null when it is known of no order"),
            new("watch_ms_per_view", AnalystViews.Ratio, "Content index: time watched by views, ms; null without views"),
            new("reports_per_view", AnalystViews.Ratio, "Content index: reports by views; null without views"),
        ],
        Select = db => $$"""
            SELECT
                kind, id, day,
                sumIf(impressions + views, ago = 0) AS traffic,
                sumIf(e.gmv, ago = 0) AS gmv,
                sumIf(e.paid_orders, ago = 0) AS paid_orders,
                gmv / nullIf(sumIf(gmv, kind = 'platform') OVER (PARTITION BY day), 0) AS gmv_share,
                sum(e.gmv) / nullIf(sumIf(sum(e.gmv), kind = 'platform') OVER (PARTITION BY day), 0) AS gmv_share_month,
                sumIf(priced_gmv, ago = 0) / nullIf(sumIf(market_gmv, ago = 0), 0) AS price_index,
                sumIf(watch_ms, ago = 0) / nullIf(sumIf(views, ago = 0), 0) AS watch_ms_per_view,
                sumIf(reports, ago = 0) / nullIf(sumIf(views, ago = 0), 0) AS reports_per_view
            FROM
            (
                SELECT *, arrayJoin(range(30)) AS ago, bucket + ago AS day
                FROM {{db}}.entity_days FINAL
                WHERE kind IN ('channel', 'scene', 'platform')
            ) AS e
            WHERE day <= (SELECT max(bucket) FROM {{db}}.entity_days WHERE kind = 'platform')
            GROUP BY kind, id, day
            """,
    };

    /// <summary>How traffic and sales grew.</summary>
    public static readonly AnalystView Growth = new()
    {
        Name = "v_growth",
        Comment = "Growth of fields, scenes and the platform (5S): the complete days of the engine's zone before a day against as many days before those. A row for every day that has rows and for 1, 7 and 14 days",
        Columns =
        [
            new("kind", AnalystViews.Label, "channel (the fields distribution, self, shelf), scene, or platform"),
            AnalystViews.Id,
            new("day", "Date", "The day as of which it is asked; what happened on it does not count yet"),
            new("days", "UInt8", "Length of both spans: 1, 7 or 14 days"),
            new("is_whole", "Bool", "Whether the tables go back to the beginning of the earlier span"),
            AnalystViews.Sum("traffic", "Impressions and views of live rooms in the days before the day"),
            AnalystViews.Sum("traffic_before", "The same in the days before those"),
            new("traffic_growth", AnalystViews.Ratio, "traffic / traffic_before - 1; null when there was none before"),
            AnalystViews.Sum("gmv", "Amount of paid orders in the days before the day, fen"),
            AnalystViews.Sum("gmv_before", "The same in the days before those"),
            new("gmv_growth", AnalystViews.Ratio, "gmv / gmv_before - 1; null when there was none before"),
            AnalystViews.Sum("paid_orders", "Orders paid in the days before the day"),
            AnalystViews.Sum("paid_orders_before", "The same in the days before those"),
            new("paid_orders_growth", AnalystViews.Ratio, "paid_orders / paid_orders_before - 1; null when there was none before"),
        ],
        Select = db => $$"""
            WITH
                (SELECT min(bucket) FROM {{db}}.entity_days WHERE kind = 'platform') AS first_day,
                (SELECT max(bucket) FROM {{db}}.entity_days WHERE kind = 'platform') AS last_day
            SELECT
                kind, id, day, days,
                first_day + 2 * days <= day AS is_whole,
                sumIf(impressions + views, ago <= days) AS traffic,
                sumIf(impressions + views, ago > days) AS traffic_before,
                traffic / nullIf(traffic_before, 0) - 1 AS traffic_growth,
                sumIf(e.gmv, ago <= days) AS gmv,
                sumIf(e.gmv, ago > days) AS gmv_before,
                gmv / nullIf(gmv_before, 0) - 1 AS gmv_growth,
                sumIf(e.paid_orders, ago <= days) AS paid_orders,
                sumIf(e.paid_orders, ago > days) AS paid_orders_before,
                paid_orders / nullIf(paid_orders_before, 0) - 1 AS paid_orders_growth
            FROM
            (
                SELECT *, arrayJoin([1, 7, 14]) AS days, arrayJoin(range(1, 2 * days + 1)) AS ago, bucket + ago AS day
                FROM {{db}}.entity_days FINAL
                WHERE kind IN ('channel', 'scene', 'platform')
            ) AS e
            WHERE day <= last_day
            GROUP BY kind, id, day, days
            """,
    };
}
