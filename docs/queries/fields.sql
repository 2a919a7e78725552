-- What did every field (分销, 自播, 泛货架) and scene contribute on a day: traffic, sales, share of the platform, prices against elsewhere, content?
-- For: growth operations, analysts.
-- Parameters: day Date: the calendar day.
-- Example: --param_day=2026-06-18
SELECT
    kind, id, traffic, gmv, paid_orders,
    round(gmv_share, 4) AS gmv_share, round(gmv_share_month, 4) AS gmv_share_month,
    round(price_index, 4) AS price_index, round(watch_ms_per_view) AS watch_ms_per_view, round(reports_per_view, 6) AS reports_per_view
FROM v_fields
WHERE day = {day:Date}
ORDER BY kind, gmv DESC, id
