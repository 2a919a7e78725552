-- Who has reached a milestone, when, and has it been taken back by refunds since?
-- For: merchant operations, who congratulate.
-- Parameters: campaign String: its id in the configuration.
-- Example: --param_campaign=programme-2026
SELECT tick, kind, id, figure, threshold, reached, below_now
FROM v_milestones
WHERE campaign = {campaign:String}
ORDER BY tick, kind, id
