-- How was a creator's day: traffic, sales, after-sales, content, and the 带货口碑分 at its end?
-- For: creators and who looks after them.
-- Parameters: creator String: id; day Date: the calendar day; zone String: the engine's zone.
-- Example: --param_creator=c-老陈达人-020 --param_day=2026-06-18 --param_zone=Asia/Shanghai
SELECT * EXCEPT (indicators, score), round(r.score, 2) AS score
FROM v_report(kind = 'creator', day = {day:Date}, zone = {zone:String}) AS r
WHERE id = {creator:String}
FORMAT Vertical
