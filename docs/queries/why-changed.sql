-- Why did a product, merchant or creator change tier the last time: which indicators moved, from where to where?
-- For: merchant operations, who answer the seller.
-- Parameters: kind String: product, merchant or creator; id String: its id, a product's is merchant/product.
-- Example: --param_kind=product --param_id=m-极光数码专营店-802/p-蓝牙耳机-017
SELECT tick, from_tier, to_tier, reason, round(previous_score, 2) AS score_before, round(i.score, 2) AS score, indicator, round(i.before, 2) AS s_before, round(i.after, 2) AS s, round(i.moved, 2) AS moved
FROM v_tier_change_indicators AS i
WHERE change_id = (SELECT argMax(change_id, (epoch, tick)) FROM v_tier_changes WHERE kind = {kind:String} AND id = {id:String})
ORDER BY abs(coalesce(i.moved, 0)) DESC, place
