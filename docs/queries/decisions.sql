-- What was decided by hand, about what, by whom and why, and from which tick does it show?
-- For: merchant operations, audit.
-- Parameters: none.
-- Example: no parameters
SELECT min(ts) AS first, count() AS decisions, action, if(entity = '', event_type, kind) AS about, if(entity = '', product, entity) AS which, by, why, max(tick) AS shows_from
FROM v_decisions
GROUP BY action, about, which, by, why
ORDER BY first, action, which
