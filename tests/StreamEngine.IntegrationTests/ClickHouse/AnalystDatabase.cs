using System.Threading.Channels;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Embedded;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Entities;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>A database that the engine has filled with a month and an evening of a simulated platform, for all tests that ask questions of it.</summary>
[CollectionDefinition(Collection)]
public sealed class AnalystDatabase(EmbeddedClickHouse server) : IAsyncLifetime, ICollectionFixture<AnalystDatabase>
{
    /// <summary>The tests that share it.</summary>
    public const string Collection = "analysts";

    /// <summary>A thin month and the 618 evening, with late, repeated and broken records.</summary>
    internal static SimulatorOptions World { get; } = new()
    {
        Partitions = 4,
        HistoryEventsPerDay = 800,
        Rush = TimeSpan.FromSeconds(30),
        MeanRate = 10,
        LateShare = 0.01,
        DuplicateShare = 0.01,
        BrokenShare = 0.003,
    };

    private readonly Lazy<List<AppliedEvent>> _events = new(() => AppliedEvents.Of(World));

    /// <summary>Where it is.</summary>
    internal ClickHouseOptions Options { get; } = server.Options();

    /// <summary>The engine that has filled it, as of its last tick; what the API answers from.</summary>
    internal EngineRun Run { get; private set; } = null!;

    /// <summary>What of the world counts.</summary>
    internal IReadOnlyList<AppliedEvent> Events => _events.Value;

    public async ValueTask InitializeAsync()
    {
        if (!EmbeddedLibrary.TryFind(out _, out _)) return; // the tests then say so
        var stop = TestContext.Current.CancellationToken;
        await DatabaseSchema.ApplyAsync(Options, stop);
        var scorecards = Scorecards.Compile(ConfigurationLoader.LoadText(null, [], new Dictionary<string, string>()).Options!.Scoring);
        var indicators = new Dictionary<EntityKind, IReadOnlyList<string>>
        {
            [EntityKind.Product] = scorecards.Product.IndicatorIds,
            [EntityKind.Merchant] = scorecards.Merchant.IndicatorIds,
            [EntityKind.Creator] = scorecards.Creator.IndicatorIds,
        };
        var engine = new EngineOptions().With(
            [
                new() { Id = "618-2026", Name = "618 大促", Start = World.Opening, End = World.Opening.AddHours(28), SubsidySlots = 3 },
                new() { Id = "first-minutes", Start = World.Opening.AddMilliseconds(777), End = World.Opening.AddMilliseconds(400_001), SubsidySlots = 0 },
                new() { Id = "programme-2026", Start = World.Opening.AddDays(-40), Milestones = true, SubsidySlots = 0 },
            ],
            new() { BrandNetGmv = 20_000_000, MerchantNetGmv = 10_000_000, LeaderNetGmv = 2_500_000, ProductUnits = 250 });
        await using var writer = new ClickHouseRowWriter(Options, engine.Zone, indicators);
        await using var source = new SimulationSource(World);
        Run = new EngineRun(engine, scorecards, source, new Sinks(new NoTopic(), writer, new DeadLetterRows(writer)), threads: 2);
        await Run.RunAsync(stop);
        for (var partition = 0; partition < World.Partitions; partition++)
        {
            foreach (var (minute, seconds, verdict) in new[] { (0, 0.2, "OK"), (1, 42.5, "SLOW"), (2, 0.4, "OK") })
                Assert.True(writer.TryWrite(new EngineLagRow(partition, Outputs.Evening + minute * 60_000L, (long)(seconds * 100), seconds, seconds + 1, Outputs.Evening, false, verdict)));
        }
        await Outputs.DurableAsync(writer);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The answer to a query of the docs or of a test, with its parameters, as lines of tab-separated fields unless it names a format.</summary>
    public async Task<string> AskAsync(string sql, IEnumerable<KeyValuePair<string, string>>? parameters = null)
    {
        var values = string.Concat((parameters ?? []).Select(p => $"&param_{p.Key}={Uri.EscapeDataString(p.Value)}"));
        using var http = server.Http();
        return await EmbeddedServerTests.PostAsync(http, $"/?database={Options.Database}{values}", sql);
    }

    /// <summary>A simulation as the topic that it would be: every record with its offset and timestamp.</summary>
    private sealed class SimulationSource(SimulatorOptions world) : IRecordSource
    {
        public int Partitions => world.Partitions;

        public Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
        {
            var batches = lanes.Select(_ => new RecordBatch()).ToArray();
            var simulation = new Simulation(world);
            while (simulation.TryNext(out var record))
            {
                var batch = batches[record.Partition];
                batch.Add(record.Value, batch.Count, record.Timestamp);
            }
            return Task.WhenAll(lanes.Select(async (lane, partition) =>
            {
                await lane.WriteAsync(batches[partition], stop);
                lane.Complete();
            }));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class DeadLetterRows(ClickHouseRowWriter writer) : IDeadLetterSink
    {
        public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; } = new Dictionary<string, IReadOnlyList<long>>();

        public ValueTask WriteAsync(DeadLetter letter, CancellationToken stop) => writer.WriteAsync(letter, stop);

        public ValueTask FlushAsync(CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class NoTopic : ITierChangeSink
    {
        public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; } = new Dictionary<string, IReadOnlyList<long>>();

        public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<StreamEngine.Commerce.Announcement> announcements, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
