-- Who leads the campaign right now?
-- For: growth operations during a campaign.
-- Parameters: campaign String: its id in the configuration; kind String: product, merchant, creator, leader, brand, category, scene, channel or platform; by String: gmv, net_gmv, units or orders; top UInt32: how many.
-- Example: --param_campaign=618-2026 --param_kind=creator --param_by=net_gmv --param_top=8
SELECT multiIf({by:String} = 'gmv', rank_gmv, {by:String} = 'net_gmv', rank_net_gmv, {by:String} = 'units', rank_units, rank_orders) AS place, id, gmv, net_gmv, units, orders, refunds, buyers
FROM v_campaign_leaderboard
WHERE campaign = {campaign:String} AND kind = {kind:String} AND place <= {top:UInt32}
ORDER BY place
