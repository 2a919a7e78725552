-- Where did every indicator of a score stand at the end of a day, and at the end of the day before?
-- For: merchants, creators and who looks after them.
-- Parameters: kind String: product, merchant or creator; id String: its id; day Date: the calendar day; zone String: the engine's zone.
-- Example: --param_kind=creator --param_id=c-老陈达人-020 --param_day=2026-06-18 --param_zone=Asia/Shanghai
SELECT now.1 AS indicator, round(before.2, 2) AS s_the_day_before, round(now.2, 2) AS s, now.3 AS without_data
FROM
(
    SELECT arrayJoin(arrayZip(arrayEnumerate(indicators), indicators)) AS numbered, numbered.1 AS place, numbered.2 AS now
    FROM v_report(kind = {kind:String}, day = {day:Date}, zone = {zone:String})
    WHERE id = {id:String}
) AS n
LEFT JOIN
(
    SELECT arrayJoin(indicators) AS before, before.1 AS name
    FROM v_report(kind = {kind:String}, day = {day:Date} - 1, zone = {zone:String})
    WHERE id = {id:String}
) AS b ON b.name = now.1
ORDER BY place
