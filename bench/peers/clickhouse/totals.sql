-- All rolling sums as of the end markers.
SELECT concat('m:', merchant) AS key, sum(impressions), sum(clicks), sum(carts), sum(orders), sum(gmv) FROM bench.merchants WHERE minute > toDateTime({minute}, 'UTC') GROUP BY merchant
UNION ALL
SELECT concat('p:', merchant, '/', product) AS key, sum(impressions), sum(clicks), sum(carts), sum(orders), sum(gmv) FROM bench.products WHERE minute > toDateTime({minute}, 'UTC') GROUP BY merchant, product
UNION ALL
SELECT concat('c:', creator) AS key, sum(impressions), sum(clicks), sum(carts), sum(orders), sum(gmv) FROM bench.creators WHERE minute > toDateTime({minute}, 'UTC') GROUP BY creator
FORMAT TSVRaw
