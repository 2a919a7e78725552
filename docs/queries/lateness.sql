-- How much of a day's figures came too late for its hours and its minutes?
-- For: analysts, operators.
-- Parameters: first, last Date: the days; zone String: the engine's zone.
-- Example: --param_first=2026-06-12 --param_last=2026-06-18 --param_zone=Asia/Shanghai
SELECT day, impressions, impressions_after_hours, impressions_after_minutes, paid_orders, paid_orders_after_hours, paid_orders_after_minutes, gmv, gmv_after_hours, gmv_after_minutes
FROM v_lateness(zone = {zone:String})
WHERE kind = 'platform' AND day BETWEEN {first:Date} AND {last:Date}
ORDER BY day
