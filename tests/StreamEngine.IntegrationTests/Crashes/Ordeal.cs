using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Host.Configuration;
using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.EndToEnd;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.IntegrationTests.Security;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Pacing;
using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>
/// The built program between a topic that fills up evenly and ClickHouse, as a process that may die at any time and be started again, and at the end the question
/// whether anybody can tell.
/// </summary>
internal sealed class Ordeal : IAsyncDisposable
{
    private const int Partitions = 4;
    private const int Events = 49_000; // of World.Small, about

    /// <summary>A programme without an end and a campaign with edges within the traffic, with lines that it crosses.</summary>
    private static readonly string[] Campaigns =
    [
        "campaigns=[{ id: programme, start: '2026-06-01T00:00+08:00', milestones: true, subsidy_slots: 0 }, "
            + "{ id: '618', start: '2026-06-18T20:00:00.123+08:00', end: '2026-06-18T20:01:10.777+08:00', milestones: true, subsidy_slots: 5 }]",
        "milestones.brand_net_gmv=20_000_000", "milestones.merchant_net_gmv=10_000_000", "milestones.leader_net_gmv=2_000_000", "milestones.product_units=100",
    ];

    private readonly EmbeddedClickHouse _clickHouse;
    private readonly StreamEngineOptions _options;
    private readonly World _undisturbed;
    private readonly Task _traffic;
    private readonly DirectoryInfo _checkpoints = Directory.CreateTempSubdirectory("streamengine-ordeal-");
    private readonly List<RunningProgram> _programs = [];
    private volatile bool _flows;

    private Ordeal(EmbeddedClickHouse clickHouse, StreamEngineOptions options, World undisturbed, TimeSpan traffic)
    {
        (_clickHouse, _options, _undisturbed) = (clickHouse, options, undisturbed);
        _traffic = Task.Run(() => SendAsync((int)(Events / traffic.TotalSeconds)));
        Watch = new CommitWatch(options.Kafka, _checkpoints.FullName, Partitions);
    }

    /// <summary>Watches over commits and checkpoints for as long as it lasts.</summary>
    public CommitWatch Watch { get; }

    /// <summary>All engines so far, in the order of their starts.</summary>
    public IReadOnlyList<RunningProgram> Programs => _programs;

    /// <summary>Events flow from when the first engine works: then there is load, however long it took to start.</summary>
    /// <param name="brokers">The brokers.</param>
    /// <param name="clickHouse">The server.</param>
    /// <param name="undisturbed">What is to be the result.</param>
    /// <param name="broker">Which broker.</param>
    /// <param name="traffic">How long they flow.</param>
    public static async Task<Ordeal> BeginAsync(Brokers brokers, EmbeddedClickHouse clickHouse, Undisturbed undisturbed, Broker broker, TimeSpan traffic)
    {
        var options = await new LiveRunTests(brokers, clickHouse).OptionsAsync(broker);
        options = options with { Engine = ConfigurationLoader.LoadText(null, Campaigns, new Dictionary<string, string>()).Options!.Engine };
        return new Ordeal(clickHouse, options, await undisturbed.ReplayAsync(options), traffic);
    }

    /// <summary>Starts an engine; the arguments come after <c>run</c>.</summary>
    public RunningProgram Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var (kafka, clickHouse) = (_options.Kafka, _options.ClickHouse);
        string[] settings =
        [
            $"kafka.bootstrap_servers={kafka.BootstrapServers}", $"kafka.events_topic={kafka.EventsTopic}", $"kafka.tier_changes_topic={kafka.TierChangesTopic}",
            $"kafka.milestones_topic={kafka.MilestonesTopic}", $"kafka.handoff_audiences_topic={kafka.HandoffAudiencesTopic}", $"kafka.subsidy_changes_topic={kafka.SubsidyChangesTopic}",
            $"kafka.dead_letters_topic={kafka.DeadLettersTopic}", $"kafka.group_id={kafka.GroupId}", $"kafka.transactional_id={kafka.TransactionalId}",
            $"kafka.start_timeout={(int)Topic.Deadline.TotalSeconds}s", "kafka.heartbeats=off", $"kafka.check_crcs={(kafka.CheckCrcs ? "true" : "false")}",
            $"clickhouse.host={clickHouse.Host}", $"clickhouse.port={clickHouse.Port}", $"clickhouse.database={clickHouse.Database}",
            $"checkpoints.folder={_checkpoints.FullName}", "checkpoints.interval=300ms", "api.port=0", .. Campaigns,
        ];
        var program = new RunningProgram(["run", "--json", "--threads", "2", .. settings.SelectMany(s => new[] { "--set", s }), .. arguments], environment);
        _programs.Add(program);
        return program;
    }

    /// <summary>Starts an engine and waits until it works.</summary>
    public async Task<RunningProgram> StartedAsync(params string[] arguments)
    {
        var program = Start(arguments);
        await WorksAsync(program);
        return program;
    }

    /// <summary>Holds events back until the next engine works.</summary>
    public void Pause() => _flows = false;

    /// <summary>Waits until an engine works; events flow then.</summary>
    public async Task WorksAsync(RunningProgram program)
    {
        await program.UntilAsync(() => program.HasExited || program.Said.Contains("running: ", StringComparison.Ordinal), "the start of the engine");
        Assert.True(program.Said.Contains("running: ", StringComparison.Ordinal), program.Said);
        _flows = true;
    }

    /// <summary>When all events have been sent, lets a last engine read to the end, and compares what is left with an undisturbed replay.</summary>
    public async Task EndAsync()
    {
        _flows = true;
        await _traffic;
        var last = Start(["--until-end"]);
        Assert.True(await last.ExitAsync() == 0, last.Said);
        await Watch.StopAsync();
        using var http = _clickHouse.Http();
        Assert.True(_undisturbed.LinesOf("milestones.jsonl").Length > 20, "hardly any milestones were reached");
        await Results.AssertEqualAsync(http, _options, _undisturbed, Partitions);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs) await program.DisposeAsync();
        await Watch.DisposeAsync();
        _flows = true;
        await _traffic.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _checkpoints.Delete(recursive: true);
    }

    private async Task SendAsync(int rate)
    {
        var stop = TestContext.Current.CancellationToken;
        using var writer = new KafkaTrafficWriter(_options.Kafka, NullLogger.Instance);
        bool Take(in SimulatedRecord record) => _flows && writer.TryWrite(record.Partition, record.Key, record.Value, record.Timestamp);
        await new PacedRun(new Simulation(World.Small), new PaceOptions { Speed = 0, MaximumRate = rate }, Take, TimeProvider.System).RunAsync(stop);
        await writer.FlushAsync(stop);
    }
}
