-- Who sold most over a span of days, by gmv, net_gmv, units or orders? Ties go by id.
-- For: growth and merchant operations.
-- Parameters: kind String: product, merchant, creator, leader, brand or category; first, last Date: the days, both count; by String: gmv, net_gmv, units or orders; top UInt32: how many.
-- Example: --param_kind=merchant --param_first=2026-06-12 --param_last=2026-06-18 --param_by=net_gmv --param_top=10
SELECT multiIf({by:String} = 'gmv', rank_gmv, {by:String} = 'net_gmv', rank_net_gmv, {by:String} = 'units', rank_units, rank_orders) AS place, id, gmv, net_gmv, units, orders, refunds
FROM v_leaderboard(kind = {kind:String}, first = {first:Date}, last = {last:Date})
WHERE place <= {top:UInt32}
ORDER BY place
