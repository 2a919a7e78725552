using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Checkpoints;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Verbs;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Offsets;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class OffsetResetTests(Brokers brokers) : IDisposable
{
    private static readonly Dictionary<int, OffsetTarget> None = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("streamengine-offsets-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_plan_says_what_every_partition_loses_or_repeats_and_changes_nothing()
    {
        var options = await OptionsAsync(Broker.Embedded, 3);
        for (var p = 0; p < 3; p++) Topic.Write(options.Kafka, options.Kafka.EventsTopic, p, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L + i)));
        await CommitAsync(options.Kafka, [4, 4, 4]);
        await SaveAsync(epoch: 2, 6, 7, 8);
        var files = Directory.GetFiles(_folder);
        var plan = await Reset(options).PlanAsync(new(OffsetTargetKind.Earliest), new Dictionary<int, OffsetTarget>
        {
            [1] = new(OffsetTargetKind.Latest),
            [2] = new(OffsetTargetKind.Offset, Number: 500),
        }, Stop);
        Assert.Equal([new(0, 4, 6, 0, 10, 0, 0, 6), new(1, 4, 7, 0, 10, 10, 3, 0), new(2, 4, 8, 0, 10, 10, 2, 0)], plan);
        Assert.Equal(files.Order(), Directory.GetFiles(_folder).Order());
        Assert.Equal([4, 4, 4], await CommittedAsync(options.Kafka));
    }

    [Fact]
    public async Task Without_a_checkpoint_a_plan_counts_from_what_the_group_has_committed()
    {
        var options = await OptionsAsync(Broker.Embedded, 2);
        for (var p = 0; p < 2; p++) Topic.Write(options.Kafka, options.Kafka.EventsTopic, p, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L + i)));
        await CommitAsync(options.Kafka, [4, 10]);
        Assert.Equal([new(0, 4, null, 0, 10, 4, 0, 0), new(1, 10, null, 0, 10, 10, 0, 0)], await Reset(options).PlanAsync(new(OffsetTargetKind.Current), None, Stop));
    }

    [Fact]
    public async Task A_time_is_the_first_record_that_is_not_older_and_the_end_where_there_is_none()
    {
        var options = await OptionsAsync(Broker.Real, 2);
        Topic.Write(options.Kafka, options.Kafka.EventsTopic, 0, Enumerable.Range(0, 10).Select(i => ($"{i}", 1_750_000_000_000L + i * 1000)));
        Topic.Write(options.Kafka, options.Kafka.EventsTopic, 1, [("x", 1_749_000_000_000L)]);
        var plan = await Reset(options).PlanAsync(new(OffsetTargetKind.Time, DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_003_500)), None, Stop);
        Assert.Equal([4, 1], plan.Select(static p => p.Target));
    }

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_reset_writes_a_new_epoch_without_state_commits_its_offsets_and_is_noted(Broker broker)
    {
        var options = await OptionsAsync(broker, 2);
        for (var p = 0; p < 2; p++) Topic.Write(options.Kafka, options.Kafka.EventsTopic, p, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L + i)));
        await using (var facts = await Publishers.FactsAsync(options.Kafka, options.Kafka.TierChangesTopic))
            await facts.PublishAsync([new(options.Kafka.TierChangesTopic, null, "creator:a:2:1000", []) { Partition = 1 }], Stop);
        await CommitAsync(options.Kafka, [8, 8]);
        await SaveAsync(epoch: 2, 8, 8);
        var (epoch, partitions) = await ExecuteAsync(options, new(OffsetTargetKind.Offset, Number: 3));
        Assert.Equal((3, 10), (epoch, partitions.Sum(static p => p.Repeated)));
        Assert.Equal([3, 3], await CommittedAsync(options.Kafka));
        var newest = new CheckpointStore(LocalFolder.Open(_folder)).List()[0].Manifest!;
        Assert.Equal(3, newest.Epoch);
        Assert.Equal([("p000", 3L), ("p001", 3L), ("merge", -1L), ("rows", -1L)], newest.Parts.Select(static p => (p.Name, p.NextOffset)));
        Assert.All(newest.Parts, static p => Assert.Empty(p.Files));
        Assert.Equal([0, 0], newest.Positions[options.Kafka.DeadLettersTopic]);
        Assert.True(newest.Positions[options.Kafka.TierChangesTopic] is [0, >= 1]);
        var audit = Path.Combine(_folder, OffsetReset.AuditFile);
        using var line = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(audit, Stop)));
        Assert.Equal(("offsets reset", "--to 3", 3), (line.RootElement.GetProperty("action").GetString(), line.RootElement.GetProperty("command").GetString(), line.RootElement.GetProperty("epoch").GetInt32()));
        Assert.Equal(2, line.RootElement.GetProperty("partitions").GetArrayLength());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(audit));
        await ExecuteAsync(options, new(OffsetTargetKind.Latest)); // the lease was given back, and the next epoch is another
        Assert.Equal(4, new CheckpointStore(LocalFolder.Open(_folder)).List()[0].Manifest!.Epoch);
    }

    [Fact]
    public async Task A_reset_without_any_checkpoint_finds_the_last_epoch_on_the_tier_change_topic()
    {
        var options = await OptionsAsync(Broker.Embedded, 1);
        await using (var facts = await Publishers.FactsAsync(options.Kafka, options.Kafka.TierChangesTopic))
            await facts.PublishAsync([.. new[] { "creator:a:1:1000", "creator:with:colons:9:7:1000", "creator:b:3:1000", "unlike any" }.Select(id => new Fact(options.Kafka.TierChangesTopic, null, id, []))], Stop);
        Assert.Equal(8, (await ExecuteAsync(options, new(OffsetTargetKind.Latest))).Epoch);
    }

    [Fact]
    public async Task Fault_42_a_reset_is_refused_while_an_engine_works_and_names_it()
    {
        var options = await OptionsAsync(Broker.Embedded, 1);
        var store = new CheckpointStore(LocalFolder.Open(_folder));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using (var engine = await LeaseKeeper.TakeAsync(store, LeaseHolder.Current("run"), TimeSpan.FromSeconds(1), TimeProvider.System, null, Stop))
        {
            var renewing = engine.RunAsync(stop.Token);
            Assert.Contains("run (process ", Reset(options).Worker(), StringComparison.Ordinal);
            var fault = await Assert.ThrowsAsync<CheckpointFault>(() => ExecuteAsync(options, new(OffsetTargetKind.Earliest)));
            Assert.Equal(CheckpointFaultKind.Held, fault.Kind);
            Assert.Empty(store.List());
            Assert.False(File.Exists(Path.Combine(_folder, OffsetReset.AuditFile)));
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => renewing);
        }

        Assert.Null(Reset(options).Worker());
        Assert.Equal(1, (await ExecuteAsync(options, new(OffsetTargetKind.Earliest))).Epoch);
    }

    [Fact]
    public async Task A_partition_that_is_not_there_is_named()
    {
        var options = await OptionsAsync(Broker.Embedded, 2);
        var wrong = await Assert.ThrowsAsync<StreamEngine.Host.Cli.UsageException>(() =>
            Reset(options).PlanAsync(new(OffsetTargetKind.Current), new Dictionary<int, OffsetTarget> { [2] = new(OffsetTargetKind.Latest) }, Stop));
        Assert.Contains("names 2", wrong.Message, StringComparison.Ordinal);
    }

    private async Task<StreamEngineOptions> OptionsAsync(Broker broker, int partitions) => new() { Kafka = await brokers.OptionsAsync(broker, partitions) };

    private OffsetReset Reset(StreamEngineOptions options) => new(options, _folder, NullLogger.Instance, TimeProvider.System);

    private async Task<(int Epoch, IReadOnlyList<PartitionReset> Partitions)> ExecuteAsync(StreamEngineOptions options, OffsetTarget to)
    {
        var reset = Reset(options);
        return await reset.ExecuteAsync(() => reset.PlanAsync(to, None, Stop), $"--to {to.Number}", static _ => { }, Stop);
    }

    private async Task SaveAsync(int epoch, params long[] offsets)
    {
        var store = new CheckpointStore(LocalFolder.Open(_folder));
        await using var lease = await LeaseKeeper.TakeAsync(store, LeaseHolder.Current("run"), TimeSpan.FromSeconds(10), TimeProvider.System, null, Stop);
        store.Publish(new CheckpointManifest
        {
            Token = lease.Token,
            Generation = 1,
            Epoch = epoch,
            Tick = 1000,
            Configuration = "c",
            Scorecards = "s",
            Positions = new Dictionary<string, IReadOnlyList<long>>(),
            Parts = [.. offsets.Select(static (offset, p) => new CheckpointPart($"p{p:000}", offset, []))],
            WrittenAt = 1000,
        });
    }

    private static async Task CommitAsync(KafkaOptions options, IReadOnlyList<long> offsets)
    {
        using var group = await GroupOffsets.OpenAsync(options, NullLogger.Instance, Stop);
        await group.CommitAsync(offsets, Stop);
    }

    private static async Task<IReadOnlyList<long?>> CommittedAsync(KafkaOptions options)
    {
        using var group = await GroupOffsets.OpenAsync(options, NullLogger.Instance, Stop);
        return await group.CommittedAsync(Stop);
    }
}
