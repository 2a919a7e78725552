-- How much more do buyers spend in merchants' own rooms because of handoffs (川流)?
-- For: growth operations, analysts.
-- Parameters: first, last Date: days of the first distribution orders; those younger than 15 days do not count; top UInt32: how many merchants, those with most pairs first.
-- Example: --param_first=2026-05-20 --param_last=2026-06-18 --param_top=5
SELECT kind, id, treated_pairs, held_out_pairs, round(treated_mean) AS treated_mean, round(held_out_mean) AS held_out_mean, round(uplift, 4) AS uplift, round(low, 4) AS low, round(high, 4) AS high
FROM v_handoff_uplift(first = {first:Date}, last = {last:Date})
ORDER BY kind DESC, treated_pairs DESC, id
LIMIT {top:UInt32} + 1
