using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.ClickHouse.Embedded;
using StreamEngine.Host.Configuration;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Simulator;

namespace StreamEngine.Host.Demo;

/// <summary>
/// What a demo consists of: the embedded broker and the simulator in this process, the embedded ClickHouse and the engine in processes of their own, and a
/// folder for their data. Started part by part, ended in the order in which nothing is lost.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    /// <summary>Partitions of every topic.</summary>
    public const int Partitions = 16;


    private readonly DemoOptions _options;
    private readonly StreamEngineOptions _configuration;
    private readonly TimeProvider _time;
    private readonly DemoFolder _folder = DemoFolder.Create();
    private readonly EmbeddedBroker _broker = new();
    private readonly KafkaTrafficWriter _writer;
    private string[]? _arguments;
    private DateTimeOffset _opening;

    public DemoWorld(DemoOptions options, StreamEngineOptions configuration, TimeProvider time)
    {
        _options = options;
        _configuration = configuration;
        _time = time;
        Kafka = configuration.Kafka with { BootstrapServers = _broker.BootstrapServers, Security = new(), CheckCrcs = false };
        foreach (var topic in (string[])[Kafka.EventsTopic, .. Kafka.FactTopics, Kafka.DeadLettersTopic]) _broker.CreateTopic(topic, Partitions);
        _writer = new KafkaTrafficWriter(Kafka, NullLogger.Instance);
    }

    /// <summary>The embedded broker and its topics.</summary>
    public KafkaOptions Kafka { get; }

    /// <summary>Why there is no ClickHouse; null when there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>The embedded ClickHouse; null when it is missing.</summary>
    public DemoClickHouse? ClickHouse { get; private set; }

    /// <summary>The simulated platform.</summary>
    public Traffic? Traffic { get; private set; }

    /// <summary>The course of its evening.</summary>
    public EveningCourse? Course { get; private set; }

    /// <summary>The engine.</summary>
    public EngineProcess? Engine { get; private set; }

    /// <summary>The engine's API.</summary>
    public EngineApi? Api { get; private set; }

    /// <summary>Where everything is.</summary>
    public DemoPlaces? Places { get; private set; }

    /// <summary>The id of the campaign that is shown.</summary>
    public string? Campaign { get; private set; }

    private string RowsFolder => Path.Combine(_folder.Path, "rows");

    /// <summary>Settles the simulated platform. It can begin to send at once: the broker is there.</summary>
    public async Task PrepareTrafficAsync()
    {
        var simulator = new SimulatorOptions { Seed = _options.Seed, Partitions = Partitions };
        Campaign = DemoCampaign.Shown(_configuration);
        _opening = simulator.Opening;
        var simulation = await Task.Run(() => new Simulation(simulator));
        Course = EveningCourse.Of(simulation, simulator);
        Traffic = new Traffic(simulation, _options.Speed, Partitions, _writer, _time);
    }

    /// <summary>Starts ClickHouse with its tables, or finds out why it cannot be there.</summary>
    public async Task StartClickHouseAsync(CancellationToken stop)
    {
        if (EmbeddedLibrary.TryFind(out _, out var missing))
            ClickHouse = await DemoClickHouse.StartAsync(_folder.Folder("clickhouse"), _configuration.ClickHouse.Database, stop);
        else Missing = missing;
    }

    /// <summary>Starts the engine, with the same arguments every time, and waits until its API has an address.</summary>
    public async Task StartEngineAsync(CancellationToken stop)
    {
        var before = Engine;
        Engine = EngineProcess.Start(_arguments ??= [.. EngineArguments()]);
        if (before is not null) await before.DisposeAsync();
        var address = Engine.AddressAsync(stop);
        await await Task.WhenAny(address, Engine.WatchAsync(stop));
        Api = new EngineApi(await address);
        Places = new DemoPlaces(Api.Address, ClickHouse?.Address, _configuration.ClickHouse.Database, Missing is null ? null : RowsFolder, _broker.BootstrapServers);
    }

    /// <summary>Kills the engine as a crash would; returns when it is dead.</summary>
    public async Task KillEngineAsync()
    {
        await Engine!.KillAsync();
        Api?.Dispose();
        Api = null;
    }

    /// <summary>Throws when a child ends by itself; ends otherwise only with <paramref name="stop"/>.</summary>
    /// <exception cref="ChildDiedException">One did.</exception>
    public async Task WatchAsync(CancellationToken stop) =>
        await await Task.WhenAny(Engine!.WatchAsync(stop), ClickHouse?.WatchAsync(stop) ?? Task.Delay(Timeout.Infinite, stop));

    /// <summary>Lets the engine write its last rows and end. True when it did so in time.</summary>
    public Task<bool> StopEngineAsync(TimeSpan patience) => Engine?.StopAsync(patience) ?? Task.FromResult(true);

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (Engine is not null) await Engine.DisposeAsync();
        if (ClickHouse is not null) await ClickHouse.DisposeAsync();
        _writer.Dispose();
        _broker.Dispose();
        _folder.Dispose();
    }

    // The caller's configuration with the addresses of this demo over it. Nothing here is a secret.
    private IEnumerable<string> EngineArguments()
    {
        List<string> settings =
        [
            $"kafka.bootstrap_servers={_broker.BootstrapServers}", "kafka.security.protocol=plaintext", "kafka.check_crcs=false", "kafka.heartbeats=external",
            // Silent partitions of the history hear of the time once an hour; a partition need not wait for that.
            "engine.maximum_lead=2h",
            // The broker keeps 5 MiB of a partition: what may have to be read again must be far less.
            $"checkpoints.folder={Path.Combine(_folder.Path, "checkpoints")}", "checkpoints.interval=2s",
            "api.address=127.0.0.1", "api.keys=[]", "api.certificate_file=", "api.certificate_key_file=", $"api.port={FreePort.Or0(_options.Port)}",
            .. DemoCampaign.Settings(_configuration, _opening),
        ];
        if (ClickHouse is { } clickHouse)
            settings.AddRange([$"clickhouse.host={clickHouse.Address.Host}", $"clickhouse.port={clickHouse.Address.Port}", "clickhouse.https=false"]);
        return
        [
            "run", "--json", .. _options.Configuration, .. settings.SelectMany(s => new[] { "--set", s }),
            .. ClickHouse is null ? ["--rows", "jsonl:" + RowsFolder] : Array.Empty<string>(),
        ];
    }
}
