using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using StreamEngine.Host.Cli;
using StreamEngine.IntegrationTests.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>What a live verb says when something that it needs is not there: one line that names it and what to do, and exit code 1 or 2.</summary>
public sealed class LiveFailureTests(Brokers brokers)
{
    [Fact]
    public async Task No_broker_is_named_with_its_address()
    {
        await FailsAsync(1, "No Kafka broker answers at 127.0.0.1:1 within", ["run", "--rows", $"jsonl:{Path.GetTempPath()}", .. Set("kafka.bootstrap_servers=127.0.0.1:1", "kafka.start_timeout=500ms", "api.port=0")]);
        await FailsAsync(1, "No Kafka broker answers at 127.0.0.1:1 within", ["simulate", "--to-kafka", .. Set("kafka.bootstrap_servers=127.0.0.1:1", "kafka.start_timeout=500ms")]);
        await FailsAsync(1, "No Kafka broker answers at 127.0.0.1:1 within", ["lag", .. Set("kafka.bootstrap_servers=127.0.0.1:1", "kafka.start_timeout=500ms", "api.port=0")]);
    }

    [Fact]
    public async Task No_ClickHouse_is_named_with_its_address_and_the_way_out()
    {
        const string way = "Start it, correct clickhouse.host and clickhouse.port, or write rows to files with --rows jsonl:DIR";
        await FailsAsync(1, "ClickHouse at http://127.0.0.1:1/ failed at checking the tables: nothing answers there", ["run", .. Set("clickhouse.port=1", "api.port=0")]);
        await FailsAsync(1, way, ["run", .. Set("clickhouse.port=1", "api.port=0")]);
        await FailsAsync(1, "ClickHouse at http://127.0.0.1:1/ failed at making the tables", ["schema", "apply", .. Set("clickhouse.port=1")]);
    }

    [Fact]
    public async Task Topics_that_are_missing_are_all_named()
    {
        var kafka = await brokers.OptionsAsync(Broker.Embedded);
        await FailsAsync(1, "no-such-events, no-such-changes", ["run", "--rows", $"jsonl:{Path.GetTempPath()}", .. Set(
            $"kafka.bootstrap_servers={kafka.BootstrapServers}", "kafka.events_topic=no-such-events", "kafka.tier_changes_topic=no-such-changes",
            $"kafka.dead_letters_topic={kafka.DeadLettersTopic}", "api.port=0")]);
    }

    [Fact]
    public async Task A_topic_with_other_partitions_is_not_written_to()
    {
        var kafka = await brokers.OptionsAsync(Broker.Embedded);
        await FailsAsync(2, $"topic {kafka.EventsTopic} has 4 partitions, not 3", ["simulate", "--to-kafka", "--partitions", "3", .. Set(
            $"kafka.bootstrap_servers={kafka.BootstrapServers}", $"kafka.events_topic={kafka.EventsTopic}")]);
    }

    [Fact]
    public async Task A_port_in_use_is_named_before_anything_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await FailsAsync(1, $"port {port} of 127.0.0.1 is in use", ["run", .. Set($"api.port={port}")]);
    }

    [Fact]
    public async Task Questions_to_an_engine_that_does_not_run_say_so()
    {
        await FailsAsync(1, "no engine answers at http://127.0.0.1:1/", "explain", "product", "m/p", "--api", "http://127.0.0.1:1");
        await FailsAsync(1, "no engine answers at http://127.0.0.1:1/", "lag", "--api", "http://127.0.0.1:1");
        await FailsAsync(1, "holds no results of a replay", "explain", "product", "m/p", "--from", "no-such-folder");
        await FailsAsync(2, "--api must be an address", "explain", "product", "m/p", "--api", "nonsense");
    }

    [Fact]
    public async Task Wrong_arguments_are_named()
    {
        await FailsAsync(2, "--rows must be jsonl: and a folder", "run", "--rows", "parquet:x");
        await FailsAsync(2, "either --out DIR or --to-kafka", "simulate");
        await FailsAsync(2, "--warm-up must be a duration", "simulate", "--out", "x", "--warm-up", "soon");
        await FailsAsync(2, "Merchants", "simulate", "--out", "x", "--merchants", "0");
        await FailsAsync(2, "--speed and --max-rate are for --to-kafka", "simulate", "--out", "x", "--speed", "2");
    }

    private static string[] Set(params string[] values) => [.. values.SelectMany(v => (string[])["--set", v])];

    private static async Task FailsAsync(int code, string says, params string[] arguments)
    {
        var error = new StringWriter();
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = TextWriter.Null, Error = error };
        var exit = await CommandTree.Create().Parse(arguments).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        var line = error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.Equal(code, exit);
    }
}
