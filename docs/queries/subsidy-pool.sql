-- Which products have official subsidy in the campaign now, since when, and which have lost it?
-- For: merchant operations, pricing.
-- Parameters: campaign String: its id in the configuration.
-- Example: --param_campaign=618-2026
SELECT subsidised, id, since, rank, score, times_entered
FROM v_subsidy_pool
WHERE campaign = {campaign:String}
ORDER BY subsidised DESC, since, id
LIMIT 12
