using Confluent.Kafka;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>The whole way: simulator, broker, engine, tier-change topic and ClickHouse, against a replay of the same events.</summary>
public sealed class LiveRunTests(Brokers brokers, EmbeddedClickHouse clickHouse)
{
    private const int Partitions = 4;

    [Theory]
    [InlineData(Broker.Embedded)]
    [InlineData(Broker.Real)]
    public async Task A_run_to_the_end_leaves_what_a_replay_of_the_same_events_leaves_and_a_second_one_changes_nothing(Broker broker)
    {
        var options = await OptionsAsync(broker);
        using var world = new World();
        await World.WriteAsync(World.Small, options.Kafka);
        var summary = await world.ReplayAsync(World.Small, options);
        var changes = world.Lines("tier-changes.jsonl");
        Assert.True(changes.Length > 50, $"only {changes.Length} tier changes");

        var first = await World.RunAsync(options, new LiveRequest { Threads = 2 });

        Assert.Equal((summary.Applied, summary.DeadLetters, (long)changes.Length, 0L), (first.Applied, first.DeadLetters, first.TierChanges, first.TierChangesRepeated));
        Assert.Equal(0, first.Lag.Messages);
        using var http = clickHouse.Http();
        await Results.AssertEqualAsync(http, options, world, Partitions);

        var second = await World.RunAsync(options, new LiveRequest { Threads = 1 });

        // It goes on where the first one ended: what the end of the input has closed is closed once more, and is on the topic already.
        Assert.Equal((summary.Applied, second.TierChanges), (second.Applied, second.TierChangesRepeated));
        await Results.AssertEqualAsync(http, options, world, Partitions);
    }

    [Fact]
    public async Task Minutes_hours_and_days_have_the_same_sums_when_nothing_is_late()
    {
        var world = World.Small with { LateShare = 0 };
        var options = await OptionsAsync(Broker.Embedded);
        await World.WriteAsync(world, options.Kafka);

        var status = await World.RunAsync(options, new LiveRequest());

        Assert.Equal((0, 0, 0), (status.LateMinute, status.LateHour, status.TooLate));
        const string metrics = "sum(impressions), sum(clicks), sum(orders), sum(paid_orders), sum(units), sum(gmv), sum(refund_amount)";
        using var http = clickHouse.Http();
        var sums = new List<string[]>();
        foreach (var table in Results.TableNames[..3])
            sums.Add(await StoredRows.QueryAsync(http, options.ClickHouse, $"SELECT kind, id, {metrics} FROM v_{table} WHERE kind != 'product' GROUP BY kind, id ORDER BY kind, id"));
        // An entity whose events add none of these has no row of minutes.
        sums = [.. sums.Select(lines => lines.Where(line => line.Split('\t')[2..].Any(sum => sum != "0")).ToArray())];
        Assert.True(sums[0].Length > 50, $"only {sums[0].Length} entities");
        Assert.Equal(sums[0], sums[1]);
        Assert.Equal(sums[0], sums[2]);
    }

    [Fact]
    public async Task Rows_as_JSON_lines_are_the_files_of_a_replay()
    {
        var options = await OptionsAsync(Broker.Embedded, withTables: false);
        using var world = new World();
        await World.WriteAsync(World.Small, options.Kafka);
        await world.ReplayAsync(World.Small, options);

        await World.RunAsync(options, new LiveRequest { RowsFolder = world.Folder("rows") });

        foreach (var table in Results.TableNames)
            Assert.Equal(world.Lines($"rows/{table}.jsonl"), await File.ReadAllLinesAsync(Path.Combine(world.Folder("rows"), $"{table}.jsonl"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Offsets_are_committed_to_the_ends_of_the_topic()
    {
        var options = await OptionsAsync(Broker.Embedded);
        await World.WriteAsync(World.Small with { HistoryDays = 0, TellStories = false }, options.Kafka);

        await World.RunAsync(options, new LiveRequest());

        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = options.Kafka.BootstrapServers, GroupId = options.Kafka.GroupId })
            .SetLogHandler(static (_, _) => { }).Build();
        foreach (var committed in consumer.Committed([.. Enumerable.Range(0, Partitions).Select(p => new TopicPartition(options.Kafka.EventsTopic, p))], Topic.Deadline))
            Assert.Equal(consumer.QueryWatermarkOffsets(committed.TopicPartition, Topic.Deadline).High, committed.Offset);
    }

    [Fact]
    public async Task Committed_offsets_without_a_checkpoint_stop_the_engine_with_what_to_do()
    {
        var options = await OptionsAsync(Broker.Embedded);
        await World.WriteAsync(World.Small with { HistoryDays = 0, TellStories = false }, options.Kafka);
        await World.RunAsync(options, new LiveRequest());
        Directory.Delete(World.SavedApart(options).Checkpoints.Folder, recursive: true);

        var fault = await Assert.ThrowsAsync<EngineFault>(() => World.RunAsync(options, new LiveRequest()));

        Assert.Contains("offsets reset", fault.Message, StringComparison.Ordinal);
    }

    internal async Task<StreamEngineOptions> OptionsAsync(Broker broker, bool withTables = true)
    {
        if (withTables) EmbeddedClickHouse.Require();
        var options = new StreamEngineOptions
        {
            Kafka = await brokers.OptionsAsync(broker, Partitions),
            ClickHouse = withTables ? clickHouse.Options() : new ClickHouseOptions(),
            Scoring = ConfigurationLoader.LoadText(null, [], new Dictionary<string, string>()).Options!.Scoring,
        };
        if (withTables) await DatabaseSchema.ApplyAsync(options.ClickHouse, TestContext.Current.CancellationToken);
        return options;
    }
}
