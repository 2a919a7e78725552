using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.EndToEnd;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.IntegrationTests.Security;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Pacing;
using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>
/// The built program under steady load for as long as <c>STREAMENGINE_SOAK</c> says (30m), between the embedded broker and the embedded ClickHouse: one evening after
/// the other, each a day of event time later, so that after a month of evenings every window has filled and as much leaves as comes. Part of the long suite.
/// </summary>
[Collection("Crashes")]
public sealed class SoakTests(Brokers brokers, EmbeddedClickHouse clickHouse)
{
    private const int EventsASecond = 3000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>More than the deduplication window after the one before: the ids are the same.</summary>
    private static readonly TimeSpan NextEvening = TimeSpan.FromHours(25);

    private static readonly SimulatorOptions Evening = World.Small with { HistoryDays = 0, WarmUp = TimeSpan.FromSeconds(3), Rush = TimeSpan.FromSeconds(1), Tail = TimeSpan.FromSeconds(5) };

    /// <summary>
    /// Evenings after which every window is full and what leaves it is as much as comes, the changes that are kept to be looked at (10,000) have filled, and so have the
    /// gaps that the collector leaves between large arrays: seven minutes, five and five.
    /// </summary>
    private const int WarmEvenings = 240;

    private int _evenings;

    private sealed record Sample(TimeSpan At, int Evenings, long ResidentKb, int Threads, int Handles);

    [Fact(Explicit = true)]
    public async Task Resident_memory_handles_and_threads_stay_flat_under_steady_load()
    {
        var length = TimeSpan.FromMinutes(double.Parse((Environment.GetEnvironmentVariable("STREAMENGINE_SOAK") ?? "30m").TrimEnd('m'), CultureInfo.InvariantCulture));
        var options = await new LiveRunTests(brokers, clickHouse).OptionsAsync(Broker.Embedded);
        using var state = new World();
        await using var program = Start(options.Kafka, options.ClickHouse.Host, options.ClickHouse.Port, options.ClickHouse.Database, state.Folder("state"));
        await program.UntilAsync(() => program.HasExited || program.Said.Contains("running: ", StringComparison.Ordinal), "the start of the engine");

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var traffic = Task.Run(() => SendAsync(options.Kafka, ended.Token), ended.Token);
        var samples = new List<Sample>();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length && !program.HasExited && !traffic.IsCompleted;)
        {
            samples.Add(Look(program.Id, clock.Elapsed, Volatile.Read(ref _evenings)));
            await Task.Delay(Every, TestContext.Current.CancellationToken);
        }
        Assert.False(program.HasExited, program.Said);
        await ended.CancelAsync();
        await Task.WhenAny(traffic);
        Assert.False(traffic.IsFaulted, $"{traffic.Exception}");
        program.Terminate();
        Assert.True(await program.ExitAsync() == 0, program.Said);
        foreach (var part in samples.Chunk(Math.Max(1, samples.Count / 20))) Say(part);
        AssertFlat(samples);
    }

    /// <summary>Medians of the halves of what comes after warming up, which fills windows, pools and compiled code.</summary>
    private static void AssertFlat(List<Sample> samples)
    {
        var warm = samples.Where(s => s.Evenings > WarmEvenings).ToList();
        Assert.True(warm.Count >= 40, $"only {samples[^1].Evenings} evenings: too short to tell");
        var (before, after) = (warm.GetRange(0, warm.Count / 2), warm.GetRange(warm.Count / 2, warm.Count / 2));
        Assert.True(Median(after, s => s.ResidentKb) <= Median(before, s => s.ResidentKb) * 1.05, "resident memory grows");
        Assert.True(Median(after, s => s.Handles) <= Median(before, s => s.Handles) + 4, "handles grow");
        Assert.True(Median(after, s => s.Threads) <= Median(before, s => s.Threads) + 4, "threads grow");
    }

    private static double Median(IReadOnlyList<Sample> samples, Func<Sample, double> of) => samples.Select(of).Order().ElementAt(samples.Count / 2);

    private static void Say(Sample[] part) => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{part[0].At:mm\\:ss}  evening {part[0].Evenings}: {Median(part, s => s.ResidentKb) / 1024:F0} MB resident, {Median(part, s => s.Threads):F0} threads, {Median(part, s => s.Handles):F0} handles");

    private static Sample Look(int process, TimeSpan at, int evenings)
    {
        var status = File.ReadAllLines($"/proc/{process}/status");
        long Of(string name) => long.Parse(status.First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return new Sample(at, evenings, Of("VmRSS"), (int)Of("Threads"), Directory.GetFileSystemEntries($"/proc/{process}/fd").Length);
    }

    private async Task SendAsync(KafkaOptions kafka, CancellationToken stop)
    {
        using var writer = new KafkaTrafficWriter(kafka, NullLogger.Instance);
        bool Take(in SimulatedRecord record) => writer.TryWrite(record.Partition, record.Key, record.Value, record.Timestamp);
        for (var opening = Evening.Opening; !stop.IsCancellationRequested; opening += NextEvening, Interlocked.Increment(ref _evenings))
            await new PacedRun(new Simulation(Evening with { Opening = opening }), new PaceOptions { Speed = 0, MaximumRate = EventsASecond }, Take, TimeProvider.System).RunAsync(stop);
    }

    private static RunningProgram Start(KafkaOptions kafka, string host, int port, string database, string checkpoints)
    {
        string[] settings =
        [
            $"kafka.bootstrap_servers={kafka.BootstrapServers}", $"kafka.events_topic={kafka.EventsTopic}", $"kafka.tier_changes_topic={kafka.TierChangesTopic}",
            $"kafka.milestones_topic={kafka.MilestonesTopic}", $"kafka.handoff_audiences_topic={kafka.HandoffAudiencesTopic}", $"kafka.subsidy_changes_topic={kafka.SubsidyChangesTopic}",
            $"kafka.dead_letters_topic={kafka.DeadLettersTopic}", $"kafka.group_id={kafka.GroupId}", $"kafka.transactional_id={kafka.TransactionalId}",
            $"kafka.start_timeout={(int)Topic.Deadline.TotalSeconds}s", "kafka.heartbeats=off", "kafka.check_crcs=false",
            $"clickhouse.host={host}", $"clickhouse.port={port}", $"clickhouse.database={database}", $"checkpoints.folder={checkpoints}", "checkpoints.interval=2s", "api.port=0",
        ];
        return new RunningProgram(["run", "--json", "--threads", "2", .. settings.SelectMany(s => new[] { "--set", s })]);
    }
}
