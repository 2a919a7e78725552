-- One bucket per key and minute; a rolling sum is a query over the last sixty. What the engine does in the background is merging.
CREATE DATABASE bench;
CREATE TABLE bench.merchants (merchant LowCardinality(String), minute DateTime, impressions Int64, clicks Int64, carts Int64, orders Int64, gmv Int64, events Int64)
  ENGINE = SummingMergeTree ORDER BY (merchant, minute);
CREATE TABLE bench.products (merchant LowCardinality(String), product LowCardinality(String), minute DateTime, impressions Int64, clicks Int64, carts Int64, orders Int64, gmv Int64, events Int64)
  ENGINE = SummingMergeTree ORDER BY (merchant, product, minute);
CREATE TABLE bench.creators (creator LowCardinality(String), minute DateTime, impressions Int64, clicks Int64, carts Int64, orders Int64, gmv Int64, events Int64)
  ENGINE = SummingMergeTree ORDER BY (creator, minute);
CREATE TABLE bench.read (events UInt64) ENGINE = SummingMergeTree ORDER BY ();
-- Only the columns that are needed are parsed. Two consumers in threads of their own, two partitions each; a block is pushed through the views when it is
-- full or the interval has passed.
CREATE TABLE bench.queue (type LowCardinality(String), ts Int64, received Nullable(Int64), merchant LowCardinality(String), product LowCardinality(String),
  creator LowCardinality(String), count Nullable(Int64), amount Int64)
  ENGINE = Kafka
  SETTINGS kafka_broker_list = '{bootstrap}', kafka_topic_list = '{topic}', kafka_group_name = '{group}', kafka_format = 'JSONEachRow',
    kafka_num_consumers = 2, kafka_thread_per_consumer = 1, kafka_max_block_size = 262144, kafka_poll_max_batch_size = 65536,
    kafka_flush_interval_ms = 500, kafka_poll_timeout_ms = 50;
CREATE MATERIALIZED VIEW bench.to_read TO bench.read AS SELECT count() AS events FROM bench.queue;
CREATE MATERIALIZED VIEW bench.to_merchants TO bench.merchants AS
  SELECT merchant, toStartOfMinute(toDateTime(intDiv(least(ts, ifNull(received, ts)), 1000), 'UTC')) AS minute,
    sumIf(ifNull(q.count, 1), type = 'impression') AS impressions, sumIf(ifNull(q.count, 1), type = 'click') AS clicks, sumIf(ifNull(q.count, 1), type = 'cart') AS carts,
    countIf(type = 'order_created') AS orders, sumIf(amount, type = 'order_paid') AS gmv, count() AS events
  FROM bench.queue AS q WHERE type IN ('impression', 'click', 'cart', 'order_created', 'order_paid') GROUP BY merchant, minute;
CREATE MATERIALIZED VIEW bench.to_products TO bench.products AS
  SELECT merchant, product, toStartOfMinute(toDateTime(intDiv(least(ts, ifNull(received, ts)), 1000), 'UTC')) AS minute,
    sumIf(ifNull(q.count, 1), type = 'impression') AS impressions, sumIf(ifNull(q.count, 1), type = 'click') AS clicks, sumIf(ifNull(q.count, 1), type = 'cart') AS carts,
    countIf(type = 'order_created') AS orders, sumIf(amount, type = 'order_paid') AS gmv, count() AS events
  FROM bench.queue AS q WHERE type IN ('impression', 'click', 'cart', 'order_created', 'order_paid') GROUP BY merchant, product, minute;
CREATE MATERIALIZED VIEW bench.to_creators TO bench.creators AS
  SELECT creator, toStartOfMinute(toDateTime(intDiv(least(ts, ifNull(received, ts)), 1000), 'UTC')) AS minute,
    sumIf(ifNull(q.count, 1), type = 'impression') AS impressions, sumIf(ifNull(q.count, 1), type = 'click') AS clicks, sumIf(ifNull(q.count, 1), type = 'cart') AS carts,
    countIf(type = 'order_created') AS orders, sumIf(amount, type = 'order_paid') AS gmv, count() AS events
  FROM bench.queue AS q WHERE creator != '' AND type IN ('impression', 'click', 'cart', 'order_created', 'order_paid') GROUP BY creator, minute;
