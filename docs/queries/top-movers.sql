-- Whose score moved most between two instants, and which indicator moved furthest?
-- For: growth and merchant operations.
-- Parameters: kind String: product, merchant or creator; start, end DateTime('UTC'): the instants, on the minute; top UInt32: how many.
-- Example: --param_kind=product --param_start='2026-06-18 12:00:00' --param_end='2026-06-18 13:00:00' --param_top=10
SELECT id, tier_before, tier, round(score_before, 2) AS score_before, round(m.score, 2) AS score, round(m.moved, 2) AS moved, indicator, round(indicator_before, 2) AS s_before, round(indicator_after, 2) AS s
FROM v_movers(kind = {kind:String}, start = {start:DateTime('UTC')}, end = {end:DateTime('UTC')}) AS m
ORDER BY abs(m.moved) DESC, id
LIMIT {top:UInt32}
