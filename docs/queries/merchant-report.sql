-- How was a merchant's day: traffic, sales, after-sales, content, and the 商品力 at its end?
-- For: merchants and who looks after them.
-- Parameters: merchant String: id; day Date: the calendar day; zone String: the engine's zone.
-- Example: --param_merchant=m-Miro优选-008 --param_day=2026-06-18 --param_zone=Asia/Shanghai
SELECT * EXCEPT (indicators, score), round(r.score, 2) AS score
FROM v_report(kind = 'merchant', day = {day:Date}, zone = {zone:String}) AS r
WHERE id = {merchant:String}
FORMAT Vertical
