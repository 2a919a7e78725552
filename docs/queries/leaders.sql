-- Which leaders (团长) have brought most about in the month that ends with a day?
-- For: growth operations, leaders.
-- Parameters: day Date; top UInt32: how many.
-- Example: --param_day=2026-06-18 --param_top=10
SELECT place, leader, distributed_gmv, distributed_orders, merchants, products, creators, pairs, round(quality_refund_rate, 4) AS quality_refund_rate, round(commission_mean) AS commission_mean
FROM v_leaders
WHERE day = {day:Date} AND place <= {top:UInt32}
ORDER BY place
