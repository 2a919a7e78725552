using System.Text.Json;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.IntegrationTests.Security;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>A decision from the command line, through the topic and the engine, to whoever asks why.</summary>
public sealed class DecideTests(Brokers brokers)
{
    private const string Product = "m-极光数码专营店-802/p-蓝牙耳机-017", Merchant = "m-极光数码专营店-802";
    private static readonly DateTimeOffset Later = World.Small.Opening.AddHours(1);

    [Fact]
    public async Task A_frozen_tier_and_a_reversed_violation_are_explained_with_who_and_why()
    {
        var kafka = await brokers.OptionsAsync(Broker.Embedded);
        var options = ConfigurationLoader.LoadText(null, [], new Dictionary<string, string>()).Options! with { Kafka = kafka };
        using var world = new World();
        await World.WriteAsync(World.Small, kafka);
        await using var engine = await RunningEngine.StartAsync(options, new LiveRequest { RowsFolder = world.Folder("rows") });
        var violation = $$"""{"type":"violation","id":"v-wrong","ts":{{World.Small.Opening.AddMinutes(10).ToUnixTimeMilliseconds()}},"merchant":"{{Merchant}}","target":"merchant","severity":"severe","points":12}""";
        var file = world.Folder("violation.json");
        await File.WriteAllTextAsync(file, violation, TestContext.Current.CancellationToken);
        var partition = Partition(Merchant);
        Topic.Write(kafka, kafka.EventsTopic, partition, [(violation, World.Small.Opening.AddMinutes(10).ToUnixTimeMilliseconds())]);
        await PassAsync(engine, kafka, Later);
        Assert.Equal(30, (await EntityAsync(engine, "merchant", Merchant)).GetProperty("severe_cap").GetDouble());

        Assert.Equal(partition, await DecideAsync(kafka, "reverse", "--event", file, "--why", "误判 <script>alert(1)</script>"));
        Assert.Equal(partition, await DecideAsync(kafka, "freeze", "product", Product, "--why", "'; DROP TABLE decisions --"));
        await PassAsync(engine, kafka, Later.AddMinutes(2));

        var merchant = await EntityAsync(engine, "merchant", Merchant);
        Assert.False(merchant.TryGetProperty("severe_cap", out _));
        Assert.Equal(0, merchant.GetProperty("penalty").GetDouble());
        var reversal = merchant.GetProperty("decisions")[0];
        Assert.Equal(("reverse", "v-wrong", "李", "误判 <script>alert(1)</script>"),
            (reversal.GetProperty("action").GetString(), reversal.GetProperty("event_id").GetString(), reversal.GetProperty("by").GetString(), reversal.GetProperty("why").GetString()));
        var product = await EntityAsync(engine, "product", Product);
        Assert.Equal("'; DROP TABLE decisions --", product.GetProperty("frozen").GetProperty("why").GetString());

        var explained = await RunAsync(["explain", "product", Product, "--api", engine.Address]);
        Assert.Contains("The tier is frozen: freeze_tier by 李", explained, StringComparison.Ordinal);
        // The same again under its id changes nothing.
        await DecideAsync(kafka, "release", "product", Product, "--why", "again", "--id", product.GetProperty("frozen").GetProperty("id").GetString()!);
        await PassAsync(engine, kafka, Later.AddMinutes(4));
        Assert.True((await EntityAsync(engine, "product", Product)).TryGetProperty("frozen", out _));
        await DecideAsync(kafka, "release", "product", Product, "--why", "decided");
        await PassAsync(engine, kafka, Later.AddMinutes(6));
        Assert.False((await EntityAsync(engine, "product", Product)).TryGetProperty("frozen", out _));
        Assert.Contains(await File.ReadAllLinesAsync(Path.Combine(world.Folder("rows"), "decisions.jsonl"), TestContext.Current.CancellationToken),
            row => JsonDocument.Parse(row).RootElement.GetProperty("event_id").GetString() == "v-wrong");
    }

    [Theory]
    [InlineData(Broker.Embedded)]
    [InlineData(Broker.Real)]
    public async Task A_decision_of_now_is_refused_where_time_is_simulated_and_written_where_it_is_not(Broker broker)
    {
        var kafka = await brokers.OptionsAsync(broker);
        await World.WriteAsync(World.Small, kafka);
        string[] decide =
        [
            "decide", "freeze", "merchant", Merchant, "--by", "li", "--why", "appeal", "--set", $"kafka.bootstrap_servers={kafka.BootstrapServers}", "--set", $"kafka.events_topic={kafka.EventsTopic}",
        ];

        await using var refused = new RunningProgram(decide);
        Assert.Equal(ExitCode.Usage, await refused.ExitAsync());
        Assert.Contains("Name the time with --at", refused.Said, StringComparison.Ordinal);

        // The embedded one finds no offset by time; whatever is on it is simulated.
        if (broker == Broker.Embedded) return;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Topic.Write(kafka, kafka.EventsTopic, Partition(Merchant), [($$"""{"type":"heartbeat","ts":{{now}}}""", now)]);
        await RunAsync(decide);
    }

    private static int Partition(string merchant) => (Events.Murmur2.Hash(System.Text.Encoding.UTF8.GetBytes(merchant)) & int.MaxValue) % World.Small.Partitions;

    /// <summary>Moves every partition's event time on, and waits until the tick shows.</summary>
    private static async Task PassAsync(RunningEngine engine, StreamEngine.Kafka.KafkaOptions kafka, DateTimeOffset time)
    {
        var at = time.AddMinutes(1).ToUnixTimeMilliseconds();
        for (var p = 0; p < World.Small.Partitions; p++) Topic.Write(kafka, kafka.EventsTopic, p, [($$"""{"type":"heartbeat","ts":{{at}}}""", at)]);
        await engine.UntilAsync(status => status.LastTick >= at / 1000 * 1000);
    }

    private static async Task<int> DecideAsync(StreamEngine.Kafka.KafkaOptions kafka, params string[] arguments)
    {
        var said = await RunAsync(["decide", .. arguments, "--by", "李", "--at", Later.AddMinutes(1).AddSeconds(30).ToString("O"), "--json",
            "--set", $"kafka.bootstrap_servers={kafka.BootstrapServers}", "--set", $"kafka.events_topic={kafka.EventsTopic}"]);
        return JsonDocument.Parse(said.Split('\n').First(line => line.StartsWith('{'))).RootElement.GetProperty("partition").GetInt32();
    }

    private static async Task<string> RunAsync(string[] arguments)
    {
        await using var program = new RunningProgram(arguments);
        Assert.True(await program.ExitAsync() == 0, program.Said);
        return program.Said;
    }

    private static async Task<JsonElement> EntityAsync(RunningEngine engine, string kind, string id) =>
        JsonDocument.Parse(await engine.Http.GetStringAsync(new Uri($"api/entities/{kind}?id={Uri.EscapeDataString(id)}", UriKind.Relative), TestContext.Current.CancellationToken)).RootElement;
}
