-- How far is the programme from its targets?
-- For: whoever owns the programme.
-- Parameters: campaign String: its id; brands, merchants, products, leaders UInt32: the targets.
-- Example: --param_campaign=programme-2026 --param_brands=10 --param_merchants=100 --param_products=10000 --param_leaders=100
SELECT
    kind, figure, threshold, reached, below_now,
    multiIf(kind = 'brand', {brands:UInt32}, kind = 'merchant', {merchants:UInt32}, kind = 'product', {products:UInt32}, {leaders:UInt32}) AS target,
    round(100 * reached / target, 2) AS percent
FROM v_milestone_progress
WHERE campaign = {campaign:String}
ORDER BY kind
