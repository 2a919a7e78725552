using StreamEngine.Host.Configuration;
using Xunit;

namespace StreamEngine.Tests.Configuration;

public sealed class ConfigurationErrorTests
{
    [Fact]
    public void A_number_that_needs_more_than_32_bits_is_measured_like_any_other()
    {
        var errors = Loading.Errors("engine: { deduplication_limit: 3000000000, pair_limit: -3000000000 }");

        Assert.Equal(
            [
                "engine.deduplication_limit (line 1): must be 1024..1000000000, is 3000000000",
                "engine.pair_limit (line 1): must be 1024..1000000000, is -3000000000",
            ], errors);
    }

    [Fact]
    public void All_errors_come_at_once_each_with_path_line_and_what_is_allowed()
    {
        var errors = Loading.Errors("""
            engine:
              tick_interval: 700ms
              zone: Asia/Shanghia
              pair_limit: many
              tick: 1s
            api:
              port: 80800
              port: 8081
            scoring:
              product:
                hold: 60
                margin: -1
                indicators:
                  - { id: price_edge, weight: -3 }
                  - { id: gpm, of: impresions, normaliser: rate, m: null }
                  - { id: gpm, weight: 3 }
                tiers: [{ name: L3, cut: 40 }]
                baselines:
                  美妆: { net_sales: { p99: 400_000 }, price_edge: { best: 1.25 }, gpm: { p0: 1 } }
              merchant: nothing
              creator:
                baselines: { 美妆: {} }
            """);
        Assert.Equal(
            [
                "api.port (line 8): is there a second time",
                "scoring.product.indicators[gpm] (line 16): is there a second time",
                "engine.pair_limit (line 4): must be a whole number, is many",
                "engine.tick (line 5): is no key here",
                "api.port (line 7): must be 0..65535, is 80800",
                "scoring.product.margin (line 12): must be 0..100, is -1",
                "scoring.product.hold (line 11): must be a duration such as 200ms, 1s, 5m, 24h or 30d, is 60",
                "scoring.product.indicators[price_edge].weight (line 14): must be 0..100, is -3",
                "scoring.product.indicators[gpm].normaliser (line 15): must be one of bad_rate, ratio, count, linear, is rate",
                "scoring.merchant (line 20): must be a section, is a single value",
                "engine.tick_interval (line 2): must be whole milliseconds and divide a minute (50ms, 100ms, 200ms, 500ms, 1s, 2s, 5s, 10s, ...), so that every edge of a bucket is a tick; is 700ms",
                "engine.zone (line 3): must be a zone of the IANA database, such as Asia/Shanghai or UTC, is Asia/Shanghia",
                "scoring.product.tiers[L3].cut (line 17): must be above that of L2 (45): tiers are listed lowest first; is 40",
                "scoring.product.indicators[gpm].of (line 15): must be one of creators, net_sales, 1000*net_sales, impressions",
                "scoring.product.baselines[美妆][net_sales].p99 (line 19): must be above p50 (500000), is 400000",
                "scoring.product.baselines[美妆][price_edge].worst (line 19): must differ from best (1.25), is the same",
                "scoring.creator.baselines[美妆] (line 22): must be absent: only products have a category; merchants and creators use the row *",
            ],
            errors.Select(e => Cut(Cut(e, "; allowed are"), ", clicks").Replace(", did you mean tick_interval?", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("engine: { day_buckets: 48, month_buckets: 2 }", "engine.day_buckets (line 1): must be at most 24 hours, a day less than month_buckets, is 48")]
    [InlineData("engine: { tik_interval: 1s }", "engine.tik_interval (line 1): is no key here, did you mean tick_interval?; allowed are tick_interval, zone")]
    [InlineData("engne: {}", "engne (line 1): is no key here, did you mean engine?; allowed are engine, ")]
    [InlineData("engine: [1]", "engine (line 1): must be a section, is a list")]
    [InlineData("engine: { zone: [a] }", "engine.zone (line 1): must be a single value, is a list")]
    [InlineData("engine: { zone: }", "engine.zone (line 1): must have a value, is empty")]
    [InlineData("engine: { zone: '' }", "engine.zone (line 1): is missing")]
    [InlineData("engine: { maximum_skew: 2d }", "engine.maximum_skew (line 1): must be 0s..1d, is 2d")]
    [InlineData("engine: { maximum_skew: -1s }", "engine.maximum_skew (line 1): must be 0s..1d, is -1s")]
    [InlineData("api: { address: here }", "api.address (line 1): must be an IP address such as 127.0.0.1, is here")]
    [InlineData("api: { address: '${env:NOWHERE}' }", "api.address (line 1): names the environment variable NOWHERE, which is not set")]
    [InlineData("scoring: { product: { margin: .nan } }", "scoring.product.margin (line 1): must be a number, is .nan")]
    [InlineData("scoring: { product: { minimum_paid_orders: 1.5 } }", "scoring.product.minimum_paid_orders (line 1): must be a whole number, is 1.5")]
    [InlineData("scoring: { product: { minimum_paid_orders: -5 } }", "scoring.product.minimum_paid_orders (line 1): must be at least 0, is -5")]
    [InlineData("scoring: { product: { gates: { severe_violation: yes } } }", "scoring.product.gates.severe_violation (line 1): must be true or false, is yes")]
    [InlineData("scoring: { product: { indicators: [{ id: xyz, remove: true }] } }", "scoring.product.indicators[xyz] (line 1): is to be removed but is not there")]
    [InlineData("scoring: { product: { indicators: { gpm: {} } } }", "scoring.product.indicators (line 1): must be a list, is a section")]
    [InlineData("kafka: { security: { password: x, key_file: /no/such.pem, protocol: ssl, certificate_file: /no/such.pem } }",
        "kafka.security.certificate_file (line 1): there is no file /no/such.pem", 2)]
    [InlineData("campaigns: [{ id: a, start: 2026-06-18T20:00:00 }]", "campaigns[a].start (line 1): must be a time with its offset, to the millisecond, such as 2026-06-18T20:00:00+08:00, is 2026-06-18T20:00:00")]
    [InlineData("campaigns: [{ id: a }]", "campaigns[a].start (line 1): is missing")]
    [InlineData("campaigns: [{ id: a/b, start: 2026-06-18T20:00Z }]", "campaigns[a/b].id (line 1): must be 1 to 64 letters, digits, dots, underscores or hyphens, is a/b")]
    [InlineData("campaigns: [{ id: a, start: 2026-06-18T20:00:00.500+08:00, end: 2026-06-18T12:00:00.5Z }]", "campaigns[a].end (line 1): must be after start (2026-06-18T20:00:00.5+08:00), is 2026-06-18T12:00:00.5+00:00")]
    [InlineData("campaigns: [{ id: a, start: 2026-06-18T20:00Z }, { id: a, start: 2026-06-18T20:00Z }]", "campaigns[a].id (line 1): must be its own: another campaign has it too")]
    [InlineData("campaigns: [{ id: a, start: 2026-06-18T20:00Z, subsidy_slots: -1 }]", "campaigns[a].subsidy_slots (line 1): must be 0..100000, is -1")]
    [InlineData("milestones: { product_units: 0 }", "milestones.product_units (line 1): must be at least 1, is 0")]
    [InlineData("kafka: { heartbeats: none }", "kafka.heartbeats (line 1): must be one of wall, external, off, is none")]
    [InlineData("kafka: { bootstrap_servers: broker }", "kafka.bootstrap_servers (line 1): must be host:port, separated by commas, is broker")]
    [InlineData("kafka: { topic_replication: 40_000 }", "kafka.topic_replication (line 1): must be a whole number from -32768 to 32767, is 40_000")]
    [InlineData("clickhouse: { retry_delay: 0s }", "clickhouse.retry_delay (line 1): must be 1ms..1m, is 0s")]
    [InlineData("just text", "line 1: must be sections such as kafka: or scoring:, is a single value")]
    [InlineData("a: [1", "line 2: is no YAML: ")]
    [InlineData("---\n---\n", "line 2: must be one document, a second one begins here")]
    public void An_error_says_what_is_allowed(string text, string expected, int count = 1)
    {
        var errors = Loading.Errors(text);
        Assert.Equal(count, errors.Count);
        Assert.StartsWith(expected, errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_is_named_by_where_it_comes_from()
    {
        var errors = Loading.Errors(null, ["api.port=x", "nonsense", "scoring.product.indicators[xyz].weight=1"], new() { ["STREAMENGINE__API__PROT"] = "1" });
        Assert.Equal(
            [
                "--set: must be path=value, such as kafka.bootstrap_servers=127.0.0.1:9092, is 'nonsense'",
                "scoring.product.indicators[xyz] (--set): is not in the list; a file can add it",
                "api.port (--set): must be a whole number from -2147483648 to 2147483647, is x",
                "api.prot (environment variable STREAMENGINE__API__PROT): is no key here, did you mean port?; allowed are address, port, keys, key, certificate_file, certificate_key_file, certificate_key_password, plain_http, allowed_hosts, requests_per_second, stream_clients",
            ],
            errors);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var loaded = ConfigurationLoader.Load("no-such.yaml", [], Loading.NoEnvironment);
        Assert.StartsWith("no-such.yaml cannot be read: ", Assert.Single(loaded.Errors).ToString(), StringComparison.Ordinal);
        Assert.Null(loaded.Options);
    }

    private static string Cut(string text, string from) => text.IndexOf(from, StringComparison.Ordinal) is >= 0 and var index ? text[..index] : text;
}
