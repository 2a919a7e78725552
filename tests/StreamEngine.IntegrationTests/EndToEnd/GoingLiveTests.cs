using System.Text;
using System.Text.Json;
using StreamEngine.Entities;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>Recorded days are replayed into a checkpoint, and a live run goes on from it: as one long run would have.</summary>
public sealed class GoingLiveTests(Brokers brokers, EmbeddedClickHouse clickHouse)
{
    private const int Partitions = 4;

    /// <summary>Later than every event: what an event says of itself counts, as it does in a file.</summary>
    private const long Late = 4_102_444_700_000;

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.95)]
    public async Task A_replay_of_history_and_a_live_run_of_the_rest_are_as_one_long_run(double recorded)
    {
        var stop = TestContext.Current.CancellationToken;
        var options = World.SavedApart(await new LiveRunTests(brokers, clickHouse).OptionsAsync(Broker.Embedded));
        using var world = new World();
        await world.ReplayAsync(World.Small, options);
        var lines = Directory.GetFiles(world.Folder("files")).Order(StringComparer.Ordinal).Select(Lines).ToList();
        // Partition by partition somewhere, and not at a tick.
        var cuts = lines.Select((l, p) => (int)(l.Count * recorded) + p).ToList();

        await SaveHistoryAsync(world, options, [.. lines.Select((l, p) => l.Take(cuts[p]))], stop);
        for (var p = 0; p < Partitions; p++) Topic.Write(options.Kafka, options.Kafka.EventsTopic, p, lines[p].Skip(cuts[p]).Select(l => (l, Late)));
        await using var engine = await LiveEngine.OpenAsync(options, new LiveRequest { UntilEnd = true }, NoLog.Factory, TimeProvider.System, stop);
        await engine.RunAsync(stop);

        Assert.Equal(world.Lines("scores.jsonl").Select(Recorded), Scores(engine));
        var published = Topic.Read(options.Kafka, options.Kafka.TierChangesTopic, Partitions).Select(r => Encoding.UTF8.GetString(r.Message.Value)).ToHashSet();
        var expected = world.Lines("tier-changes.jsonl");
        Assert.NotEmpty(published);
        Assert.Equal(expected.Where(published.Contains).Order(StringComparer.Ordinal), published.Order(StringComparer.Ordinal));
    }

    private static async Task SaveHistoryAsync(World world, StreamEngineOptions options, IReadOnlyList<IEnumerable<byte[]>> partitions, CancellationToken stop)
    {
        var files = new List<string[]>();
        for (var p = 0; p < partitions.Count; p++)
        {
            files.Add([world.Folder($"history-{p}.jsonl")]);
            await using var file = File.Create(files[p][0]);
            foreach (var line in partitions[p]) await file.WriteAsync((byte[])[.. line, (byte)'\n'], stop);
        }
        await using var job = new ReplayJob(options.Engine, Scorecards.Compile(options.Scoring), new ReplayRequest
        {
            Partitions = files,
            Output = world.Folder("history"),
            DeadLetters = world.Folder("history.dead-letters.jsonl"),
            Checkpoint = new ReplayCheckpoint(options.Checkpoints.Folder, new long[partitions.Count],
                new StateIdentity(Fingerprint.Of(options.Engine), Fingerprint.Of(options.Scoring), partitions.Count)),
        });
        await job.RunAsync(stop);
    }

    // As bytes: some lines are broken, and text would mend them.
    private static List<byte[]> Lines(string file)
    {
        var lines = new List<byte[]>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(file);
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            lines.Add(rest[..end].ToArray());
            rest = rest[(end + 1)..];
        }
        return lines;
    }

    private static IEnumerable<(string Kind, string Id, long Tick, double Score, bool Rated, string Tier, string Indicators)> Scores(LiveEngine engine) =>
        engine.View.Run.FinalScores().OrderBy(s => EntityKinds.Name(s.Kind), StringComparer.Ordinal).ThenBy(s => s.Id, Utf8Order.Instance)
            .Select(s => (EntityKinds.Name(s.Kind), s.Id, s.Tick, s.Score, s.Rated, s.Tier, string.Join(' ', s.Indicators)));

    private static (string Kind, string Id, long Tick, double Score, bool Rated, string Tier, string Indicators) Recorded(string line)
    {
        using var json = JsonDocument.Parse(line);
        var s = json.RootElement;
        return (s.GetProperty("kind").GetString()!, s.GetProperty("id").GetString()!, s.GetProperty("tick").GetInt64(), s.GetProperty("score").GetDouble(),
            s.GetProperty("rated").GetBoolean(), s.GetProperty("tier").GetString()!, string.Join(' ', s.GetProperty("indicators").EnumerateArray().Select(i => i.GetProperty("value").GetDouble())));
    }
}
