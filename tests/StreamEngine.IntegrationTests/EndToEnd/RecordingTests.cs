using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.Host.Verbs.Recording;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Kafka.Recording;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>Topic, recording, replay: against the engine that reads the topic itself.</summary>
public sealed class RecordingTests(Brokers brokers)
{
    private const int Partitions = 4;
    private static readonly string[] Tables = ["entity_minutes", "entity_hours", "entity_days", "scores"];

    [Theory]
    [InlineData(Broker.Embedded)]
    [InlineData(Broker.Real)]
    public async Task A_recording_replayed_gives_what_a_run_to_the_end_of_the_topic_gives(Broker broker)
    {
        var options = await OptionsAsync(broker);
        using var world = new World();
        await World.WriteAsync(World.Small, options.Kafka);
        var last = World.Small.Opening.AddHours(1).ToUnixTimeMilliseconds();
        Topic.Write(options.Kafka, options.Kafka.EventsTopic, 1, Odd(last));

        var recording = await RecordAsync(options, null, null, world.Folder("recorded"));
        var replayed = await ReplayAsync(options, recording, world);
        var run = await World.RunAsync(options, new LiveRequest { RowsFolder = world.Folder("rows") });

        Assert.Equal((run.Applied, run.DeadLetters, run.LastTick), (replayed.Applied, replayed.DeadLetters, replayed.LastTick));
        var summary = JsonDocument.Parse(world.Lines("summary.json")[0]).RootElement;
        foreach (var (name, count) in ((string, long)[])[("heartbeats", run.Heartbeats), ("duplicate", run.Duplicate), ("too_late", run.TooLate), ("unknown_type", run.UnknownType), ("late_minute", run.LateMinute), ("late_hour", run.LateHour)])
            Assert.Equal((name, count), (name, summary.GetProperty(name).GetInt64()));
        Assert.Equal((1, 1), (recording.Partitions[1].Tombstones, recording.Partitions.Sum(p => p.Tombstones)));
        Assert.Equal(run.DeadLettersByReason.Where(r => r.Value > 0).OrderBy(r => r.Key), ReasonsOf(world.Folder("dead-letters.jsonl")).OrderBy(r => r.Key));
        foreach (var reason in (string[])["json", "object", "from_the_future", "received", "merchant"]) Assert.Contains(reason, run.DeadLettersByReason.Keys);
        foreach (var table in Tables)
            Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(world.Folder("rows"), $"{table}.jsonl"), TestContext.Current.CancellationToken), world.Lines($"rows/{table}.jsonl"));
        var changes = Topic.Read(options.Kafka, options.Kafka.TierChangesTopic, Partitions).Select(r => Encoding.UTF8.GetString(r.Message.Value));
        Assert.Equal(changes.Order(StringComparer.Ordinal), world.Lines("tier-changes.jsonl").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_range_begins_with_the_first_record_that_is_not_older_and_ends_before_the_first_that_is_not()
    {
        var options = await OptionsAsync(Broker.Real);
        var start = World.Small.Opening.ToUnixTimeMilliseconds();
        for (var p = 0; p < Partitions - 1; p++)
            Topic.Write(options.Kafka, options.Kafka.EventsTopic, p, Enumerable.Range(0, 10).Select(i => ($$"""{"type":"heartbeat","ts":{{start + i}},"n":{{i}}}""", start + i * 1000L)));
        using var world = new World();

        var recording = await RecordAsync(options, World.Small.Opening.AddMilliseconds(2500), World.Small.Opening.AddMilliseconds(7000), world.Folder("recorded"));

        Assert.Equal([(3, 7, 4), (3, 7, 4), (3, 7, 4), (0, 0, 0)], recording.Partitions.Select(p => (p.From, p.To, p.Records)));
        foreach (var partition in recording.Partitions)
        {
            using var lines = new StreamReader(ReplayStream.Open(partition.File));
            var text = await lines.ReadToEndAsync(TestContext.Current.CancellationToken);
            var expected = Enumerable.Range(3, 4).Select(i => $$"""{"received":{{start + i * 1000L}},"type":"heartbeat","ts":{{start + i}},"n":{{i}}}""" + "\n");
            Assert.Equal(partition.Records == 0 ? "" : string.Concat(expected), text);
        }
    }

    [Fact]
    public async Task A_recording_that_is_stopped_leaves_no_files()
    {
        var options = await OptionsAsync(Broker.Embedded);
        Topic.Write(options.Kafka, options.Kafka.EventsTopic, 0, [("{}", 1_781_781_200_000)]);
        using var world = new World();
        var reading = await TopicReading.OpenAsync(options.Kafka, null, null, NullLogger.Instance, TestContext.Current.CancellationToken);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Recording.WriteAsync(options.Kafka.EventsTopic, reading, world.Folder("recorded"), options.Engine.MaximumSkew, stopped.Token));
        Assert.Empty(Directory.EnumerateFiles(world.Folder("recorded")));
    }

    /// <summary>Everything that a line could lose: times that only the record's timestamp settles, lines' ends, records without JSON or without anything.</summary>
    private static IEnumerable<(byte[] Value, long Timestamp)> Odd(long at)
    {
        string Sale(string id, long ts, string more = "") => $$"""{"type":"order_paid","id":"{{id}}","ts":{{ts}},"merchant":"recorded","product":"p","order":"{{id}}","amount":100{{more}}}""";
        (string? Text, long Timestamp)[] records =
        [
            (Sale("no-received", at), at + 50), (Sale("ahead", at + 200_000), at + 1000), (Sale("null", at + 100_000, ",\"received\":null"), at + 2000),
            (Sale("later", at + 100_000, $",\"received\":{at + 90_000}"), at + 3000), (Sale("earlier", at + 100_000, $",\"received\":{at + 2500}"), at + 9000),
            (Sale("from-the-future", at + 900_000), at + 4000), (Sale("bad-received", at, ",\"received\":\"x\""), at + 5000),
            (Sale("pretty", at + 60_000).Replace(",", ",\n  ", StringComparison.Ordinal) + "\r\n", at + 6000), (null, at + 6500), ("", at + 6600), ("\n", at + 6700),
            ("{\"type\":\"order_paid\",\"id\":\"in\ntext\"}", at + 6800), ("[1,\n2]", at + 6900), ("{\"type\":\"like\",\n\"x\":1}", at + 7000),
            ("{\"type\":\"report\",\"id\":\"no-merchant\",\"ts\":" + at + "}", at + 7100), (Sale("ahead", at + 200_000), at + 8000), ($$"""{"type":"heartbeat","ts":{{at + 100_000}}}""", at + 9000),
        ];
        foreach (var (text, timestamp) in records) yield return (text is null ? null! : Encoding.UTF8.GetBytes(text), timestamp);
        yield return ([0x7b, 0xff, 0x0a, 0x7d], at + 9100);
    }

    private static async Task<Recording> RecordAsync(StreamEngineOptions options, DateTimeOffset? from, DateTimeOffset? to, string folder)
    {
        var stop = TestContext.Current.CancellationToken;
        var reading = await TopicReading.OpenAsync(options.Kafka, from, to, NullLogger.Instance, stop);
        return await Recording.WriteAsync(options.Kafka.EventsTopic, reading, folder, options.Engine.MaximumSkew, stop);
    }

    private static async Task<ReplaySummary> ReplayAsync(StreamEngineOptions options, Recording recording, World world)
    {
        await using var job = new ReplayJob(options.Engine, Scorecards.Compile(options.Scoring), new ReplayRequest
        {
            Partitions = [.. recording.Partitions.Select(p => (IReadOnlyList<string>)[p.File])],
            Output = world.Replayed,
            DeadLetters = world.Folder("dead-letters.jsonl"),
        });
        return await job.RunAsync(TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, long> ReasonsOf(string deadLetters) => File.ReadAllLines(deadLetters)
        .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("reason").GetString()!).CountBy(r => r).ToDictionary(r => r.Key, r => (long)r.Value);

    private async Task<StreamEngineOptions> OptionsAsync(Broker broker) => new()
    {
        Kafka = await brokers.OptionsAsync(broker, Partitions),
        Scoring = ConfigurationLoader.LoadText(null, [], new Dictionary<string, string>()).Options!.Scoring,
    };
}
