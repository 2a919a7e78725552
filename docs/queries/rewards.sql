-- What have creators earned with handoffs (川流) on a day, and was the budget enough?
-- For: growth operations.
-- Parameters: day Date; top UInt32: how many, highest reward first.
-- Example: --param_day=2026-06-18 --param_top=10
SELECT row_number() OVER (ORDER BY reward DESC, creator) AS place, creator, handoff_orders, handoff_gmv, earned, reward, sum(earned) OVER () AS earned_by_all, sum(reward) OVER () AS granted_to_all
FROM v_creator_rewards
WHERE day = {day:Date}
ORDER BY place
LIMIT {top:UInt32}
