-- How do the campaigns stand, on the platform and by field?
-- For: growth operations, whoever reports to the board.
-- Parameters: none.
-- Example: no parameters
SELECT campaign, kind, id, gmv, net_gmv, units, orders, refunds, buyers
FROM v_campaign_totals
WHERE kind IN ('platform', 'channel')
ORDER BY campaign, kind DESC, gmv DESC, id
