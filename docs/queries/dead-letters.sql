-- Which records failed a check: of which merchant, for which reason, on which partition and day?
-- For: operators, engineers of the producers.
-- Parameters: first, last Date: the days; zone String: the engine's zone.
-- Example: --param_first=2026-06-16 --param_last=2026-06-17 --param_zone=Asia/Shanghai
SELECT day, reason, merchant, partition, letters, bytes, first_offset
FROM v_dead_letters_by_day(zone = {zone:String})
WHERE day BETWEEN {first:Date} AND {last:Date}
ORDER BY day, reason, merchant, partition
