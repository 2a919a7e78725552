-- On which days and partitions was the engine behind, and how far?
-- For: operators.
-- Parameters: first, last Date: the days; zone String: the engine's zone.
-- Example: --param_first=2026-06-12 --param_last=2026-06-18 --param_zone=Asia/Shanghai
SELECT day, partition, minutes, minutes_behind, worst_seconds, worst_messages
FROM v_lag_by_day(zone = {zone:String})
WHERE day BETWEEN {first:Date} AND {last:Date}
ORDER BY day, partition
