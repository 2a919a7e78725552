-- One bucket per key and minute; a rolling sum is a query over the last sixty. What the engine does in the background is merging.
CREATE DATABASE bench;
CREATE TABLE bench.merchants (merchant String, minute DateTime, impressions Int64, clicks Int64, carts Int64, orders Int64, gmv Int64, events Int64)
  ENGINE = SummingMergeTree ORDER BY (merchant, minute);
CREATE TABLE bench.products (merchant String, product String, minute DateTime, impressions Int64, clicks Int64, carts Int64, orders Int64, gmv Int64, events Int64)
  ENGINE = SummingMergeTree ORDER BY (merchant, product, minute);
CREATE TABLE bench.creators (creator String, minute DateTime, impressions Int64, clicks Int64, carts Int64, orders Int64, gmv Int64, events Int64)
  ENGINE = SummingMergeTree ORDER BY (creator, minute);
CREATE TABLE bench.read (events UInt64) ENGINE = SummingMergeTree ORDER BY ();
-- Two consumers in threads of their own, two partitions each; a block is pushed through the views when it is full or the interval has passed.
-- Records come as they are and are parsed a block at a time: with JSONEachRow the engine sets up a parser for every message, which costs half as much again.
CREATE TABLE bench.queue (json String)
  ENGINE = Kafka
  SETTINGS kafka_broker_list = '{bootstrap}', kafka_topic_list = '{topic}', kafka_group_name = '{group}', kafka_format = 'RawBLOB',
    kafka_num_consumers = 2, kafka_thread_per_consumer = 1, kafka_max_block_size = 524288, kafka_poll_max_batch_size = 65536,
    kafka_flush_interval_ms = 1000, kafka_poll_timeout_ms = 50;
-- What counts, as columns; keeps nothing.
CREATE TABLE bench.counted (merchant String, product String, creator String, minute DateTime, impressions Int64, clicks Int64, carts Int64, orders Int64, gmv Int64)
  ENGINE = Null;
CREATE MATERIALIZED VIEW bench.to_merchants TO bench.merchants AS
  SELECT merchant, minute, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(carts) AS carts, sum(orders) AS orders, sum(gmv) AS gmv, count() AS events
  FROM bench.counted GROUP BY merchant, minute;
CREATE MATERIALIZED VIEW bench.to_products TO bench.products AS
  SELECT merchant, product, minute, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(carts) AS carts, sum(orders) AS orders, sum(gmv) AS gmv, count() AS events
  FROM bench.counted GROUP BY merchant, product, minute;
CREATE MATERIALIZED VIEW bench.to_creators TO bench.creators AS
  SELECT creator, minute, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(carts) AS carts, sum(orders) AS orders, sum(gmv) AS gmv, count() AS events
  FROM bench.counted WHERE creator != '' GROUP BY creator, minute;
CREATE MATERIALIZED VIEW bench.to_read TO bench.read AS SELECT count() AS events FROM bench.queue;
CREATE MATERIALIZED VIEW bench.to_counted TO bench.counted AS
  WITH JSONExtract(json, 'Tuple(type String, ts Int64, received Nullable(Int64), merchant String, product String, creator String, count Nullable(Int64), amount Int64)') AS e
  SELECT e.merchant AS merchant, e.product AS product, e.creator AS creator,
    toStartOfMinute(toDateTime(intDiv(least(e.ts, ifNull(e.received, e.ts)), 1000), 'UTC')) AS minute,
    if(e.type = 'impression', ifNull(e.count, 1), 0) AS impressions, if(e.type = 'click', ifNull(e.count, 1), 0) AS clicks,
    if(e.type = 'cart', ifNull(e.count, 1), 0) AS carts, if(e.type = 'order_created', 1, 0) AS orders, if(e.type = 'order_paid', e.amount, 0) AS gmv
  FROM bench.queue WHERE e.type IN ('impression', 'click', 'cart', 'order_created', 'order_paid');
