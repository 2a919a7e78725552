-- How many products, merchants and creators went from which tier to which on a day, and why?
-- For: growth and merchant operations.
-- Parameters: day Date: the calendar day; zone String: the engine's zone.
-- Example: --param_day=2026-06-18 --param_zone=Asia/Shanghai
SELECT kind, from_tier, to_tier, changes, entities, by_reason
FROM v_tier_matrix(zone = {zone:String})
WHERE day = {day:Date}
ORDER BY kind, from_tier, to_tier
