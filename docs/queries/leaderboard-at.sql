-- Who leads the campaign at an instant?
-- For: growth operations during a campaign.
-- Parameters: kind String: as for leaderboard; start, end DateTime('UTC'): the campaign's start and the instant, on the hour; by String: gmv, net_gmv, units or orders; top UInt32: how many.
-- Example: --param_kind=creator --param_start='2026-06-18 12:00:00' --param_end='2026-06-18 13:00:00' --param_by=gmv --param_top=10
SELECT multiIf({by:String} = 'gmv', rank_gmv, {by:String} = 'net_gmv', rank_net_gmv, {by:String} = 'units', rank_units, rank_orders) AS place, id, gmv, net_gmv, units, orders, refunds
FROM v_leaderboard_hours(kind = {kind:String}, start = {start:DateTime('UTC')}, end = {end:DateTime('UTC')})
WHERE place <= {top:UInt32}
ORDER BY place
