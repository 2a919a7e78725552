-- How does every hour of the campaign compare with the same hours of the 7 days before, by field?
-- For: growth operations, analysts.
-- Parameters: start, end DateTime('UTC'): the campaign, on the hour.
-- Example: --param_start='2026-06-18 11:00:00' --param_end='2026-06-18 16:00:00'
SELECT hour, kind, id, impressions + views AS traffic, paid_orders, round(paid_orders_before, 2) AS paid_orders_before, gmv, round(gmv_before) AS gmv_before, round(gmv_growth, 2) AS gmv_growth
FROM v_campaign_hours(start = {start:DateTime('UTC')}, end = {end:DateTime('UTC')})
WHERE kind IN ('platform', 'channel')
ORDER BY hour, kind DESC, id
