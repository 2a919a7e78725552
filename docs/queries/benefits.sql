-- Which products have the four benefits of 精选好物 (L5) now, since when, and which have lost them?
-- For: merchant operations.
-- Parameters: none.
-- Example: no parameters
SELECT id, granted, traffic_multiplier, tag, subsidy, priority_matching, since, reason, times_granted
FROM v_benefits
ORDER BY granted DESC, since DESC, id
