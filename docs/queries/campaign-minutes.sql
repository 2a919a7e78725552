-- How did the campaign's first minutes go, minute by minute, against the same minutes of the 7 days before?
-- For: growth operations at the opening.
-- Parameters: start, end DateTime('UTC'): the campaign; kind, id String: platform all, a channel or a scene.
-- Example: --param_start='2026-06-18 12:00:00' --param_end='2026-06-18 12:10:00' --param_kind=platform --param_id=all
SELECT minute, impressions, orders, paid_orders, units, gmv, gmv_so_far, round(gmv_before) AS gmv_before
FROM v_campaign_curve(start = {start:DateTime('UTC')}, end = {end:DateTime('UTC')})
WHERE kind = {kind:String} AND id = {id:String}
ORDER BY minute
