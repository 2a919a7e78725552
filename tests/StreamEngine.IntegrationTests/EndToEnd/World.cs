using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.Kafka;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Output;
using StreamEngine.Simulator.Pacing;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>One simulated platform: in a topic, in files, and what a replay of the files makes of it.</summary>
internal sealed class World : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-world-");

    /// <summary>Some twenty thousand events over four partitions, duplicates, late ones and broken lines among them.</summary>
    public static SimulatorOptions Small { get; } = new()
    {
        Partitions = 4,
        HistoryDays = 2,
        HistoryEventsPerDay = 500,
        WarmUp = TimeSpan.FromSeconds(20),
        Rush = TimeSpan.FromSeconds(5),
        Tail = TimeSpan.FromSeconds(120),
        LateShare = 0.01,
        DuplicateShare = 0.01,
        BrokenShare = 0.005,
    };

    /// <summary>The replay's output folder.</summary>
    public string Replayed => Path.Combine(_folder.FullName, "replayed");

    /// <summary>A folder of the test's own.</summary>
    public string Folder(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>The lines of a file of the replay.</summary>
    public string[] Lines(string file) => File.ReadAllLines(Path.Combine(Replayed, file));

    /// <summary>The same, none when there is no such file.</summary>
    public string[] LinesOf(string file) => File.Exists(Path.Combine(Replayed, file)) ? Lines(file) : [];

    /// <summary>Writes the world to its topic.</summary>
    public static async Task WriteAsync(SimulatorOptions world, KafkaOptions kafka)
    {
        var stop = TestContext.Current.CancellationToken;
        using var traffic = await TrafficToKafka.OpenAsync(kafka, world.Partitions, NoLog.Factory, stop);
        await traffic.RunAsync(new Simulation(world), new PaceOptions { Speed = 0 }, stop);
    }

    /// <summary>Replays the world from files.</summary>
    public async Task<ReplaySummary> ReplayAsync(SimulatorOptions world, StreamEngineOptions options)
    {
        var stop = TestContext.Current.CancellationToken;
        var files = PartitionFiles.Write(new Simulation(world), world, Folder("files"), FileCompression.None, stop);
        await using var job = new ReplayJob(options.Engine, Scorecards.Compile(options.Scoring), new ReplayRequest
        {
            Partitions = [.. files.Select(f => (IReadOnlyList<string>)[f])],
            Output = Replayed,
            DeadLetters = Folder("dead-letters.jsonl"),
        });
        return await job.RunAsync(stop);
    }

    /// <summary>Runs the engine to the end of the topic, in this process.</summary>
    public static async Task<StatusReport> RunAsync(StreamEngineOptions options, LiveRequest request)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var engine = await LiveEngine.OpenAsync(SavedApart(options), request with { UntilEnd = true }, NoLog.Factory, TimeProvider.System, stop);
        await engine.RunAsync(stop);
        return engine.View.Status();
    }

    /// <summary>The options with a checkpoint folder that belongs to their topic.</summary>
    public static StreamEngineOptions SavedApart(StreamEngineOptions options) => options with
    {
        Checkpoints = options.Checkpoints with { Folder = Path.Combine(AppContext.BaseDirectory, "checkpoints", options.Kafka.EventsTopic) },
    };

    public void Dispose() => _folder.Delete(recursive: true);
}
