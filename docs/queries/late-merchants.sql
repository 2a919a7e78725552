-- Whose events come late: of which merchants is most missing in figures of hours, over a span of days?
-- For: operators, who talk to the producers.
-- Parameters: first, last Date: the days; zone String: the engine's zone; top UInt32: how many.
-- Example: --param_first=2026-06-12 --param_last=2026-06-18 --param_zone=Asia/Shanghai --param_top=10
SELECT
    id,
    sum(l.impressions) AS impressions, sum(l.impressions_after_hours) AS impressions_after_hours,
    sum(l.paid_orders) AS paid_orders, sum(l.paid_orders_after_hours) AS paid_orders_after_hours,
    sum(l.gmv) AS gmv, sum(l.gmv_after_hours) AS gmv_after_hours
FROM v_lateness(zone = {zone:String}) AS l
WHERE kind = 'merchant' AND day BETWEEN {first:Date} AND {last:Date}
GROUP BY id
ORDER BY gmv_after_hours DESC, impressions_after_hours DESC, id
LIMIT {top:UInt32}
