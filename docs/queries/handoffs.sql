-- Which creators have handed buyers over to a merchant's own rooms (川流), and what came of it?
-- For: merchant operations.
-- Parameters: merchant String; start, end DateTime('UTC'): from when to when the orders were paid.
-- Example: --param_merchant='m-棉密码旗舰店-000' --param_start='2026-05-19 16:00:00' --param_end='2026-06-18 16:00:00'
SELECT creator, countIf(NOT held_out) AS credited, sumIf(amount, NOT held_out) AS credited_gmv, countIf(held_out) AS orders_held_out, round(avg(dateDiff('hour', edge_time, order_time)), 1) AS hours_after, uniqExact(buyer) AS buyers
FROM v_handoffs
WHERE merchant = {merchant:String} AND order_time >= {start:DateTime('UTC')} AND order_time < {end:DateTime('UTC')}
GROUP BY creator
ORDER BY credited_gmv DESC, creator
LIMIT 10
