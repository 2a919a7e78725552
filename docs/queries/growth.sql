-- How did traffic, gmv and paid orders of every field, scene and the platform grow over 1, 7 and 14 complete days?
-- For: growth operations, analysts.
-- Parameters: day Date: as of which day; the complete days before it count.
-- Example: --param_day=2026-06-18
SELECT kind, id, days, traffic, round(traffic_growth, 4) AS traffic_growth, gmv, round(gmv_growth, 4) AS gmv_growth, paid_orders, round(paid_orders_growth, 4) AS paid_orders_growth, is_whole
FROM v_growth
WHERE day = {day:Date}
ORDER BY kind, id, days
