-- The same figures in the engine's own windows as of an instant: the day window (24 UTC hours) and the month window (30 days) that end with it.
-- For: whoever compares the tables with the live engine.
-- Parameters: at DateTime('UTC'): the instant, a tick; zone String: the engine's zone.
-- Example: --param_at='2026-06-18 12:30:00' --param_zone=Asia/Shanghai
WITH
    toStartOfHour({at:DateTime('UTC')} - 1) AS last_hour,
    toDate({at:DateTime('UTC')} - 1, {zone:String}) AS last_day
SELECT
    kind, id, traffic, day_gmv, paid_orders,
    round(day_gmv / nullIf(sumIf(day_gmv, kind = 'platform') OVER (), 0), 4) AS gmv_share,
    round(month_gmv / nullIf(sumIf(month_gmv, kind = 'platform') OVER (), 0), 4) AS gmv_share_month,
    round(priced / nullIf(market, 0), 4) AS price_index,
    round(watched / nullIf(viewed, 0)) AS watch_ms_per_view,
    round(reported / nullIf(viewed, 0), 6) AS reports_per_view
FROM
(
    SELECT
        kind, id,
        sum(impressions + views) AS traffic, sum(gmv) AS day_gmv, sum(h.paid_orders) AS paid_orders,
        sum(priced_gmv) AS priced, sum(market_gmv) AS market, sum(watch_ms) AS watched, sum(views) AS viewed, sum(reports) AS reported
    FROM v_entity_hours AS h
    WHERE kind IN ('channel', 'scene', 'platform') AND bucket BETWEEN last_hour - toIntervalHour(23) AND last_hour
    GROUP BY kind, id
) AS day
FULL JOIN
(
    SELECT kind, id, sum(gmv) AS month_gmv
    FROM v_entity_days
    WHERE kind IN ('channel', 'scene', 'platform') AND bucket BETWEEN last_day - 29 AND last_day
    GROUP BY kind, id
) AS month USING (kind, id)
ORDER BY kind, day_gmv DESC, id
