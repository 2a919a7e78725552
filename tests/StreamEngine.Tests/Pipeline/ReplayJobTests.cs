using System.Text;
using System.Text.Json.Nodes;
using StreamEngine.Pipeline;
using StreamEngine.Tests.Model;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

public sealed class ReplayJobTests : IDisposable
{
    private const long Noon = 1_781_781_200_000;
    private const long Day = 86_400_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_at_all_gives_empty_files_and_no_tick()
    {
        var summary = await Replays.RunAsync([_folder.Write("a"), _folder.Write("b", "", " ")], _folder["out"]);
        Assert.Null(summary.LastTick);
        Assert.Equal(Replays.OutputFiles, Replays.Contents(_folder["out"]).Keys);
        Assert.All(Replays.Contents(_folder["out"]).Where(f => f.Key != "summary.json"), f => Assert.Empty(f.Value));
        Assert.Equal(
            "{\"events\":0,\"applied\":0,\"heartbeats\":0,\"duplicate\":0,\"too_late\":0,\"unknown_type\":0,\"dead_letters\":{},\"late_minute\":0,\"late_hour\":0,\"last_tick\":null}\n",
            await File.ReadAllTextAsync(_folder["out/summary.json"], TestContext.Current.CancellationToken));
        Assert.False(File.Exists(_folder["out.dead-letters.jsonl"]));
    }

    [Fact]
    public async Task One_heartbeat_closes_the_tick_after_it()
    {
        var summary = await Replays.RunAsync([_folder.Write("a", Heartbeat(Noon))], _folder["out"]);
        Assert.Equal(Noon + 1000, summary.LastTick);
        Assert.Empty(JsonDifferences.Read(_folder["out/scores.jsonl"]));
    }

    [Theory]
    [InlineData("missing.jsonl")]
    [InlineData("folder")]
    [InlineData("missing/a.jsonl.gz")]
    public async Task An_input_that_cannot_be_read_is_named_and_leaves_nothing(string name)
    {
        Directory.CreateDirectory(_folder["folder"]);
        var good = _folder.Write("good.jsonl", Click(Noon, "m1"), "{", Click(Noon + 5000, "m1"));
        var fault = await Assert.ThrowsAsync<EngineFault>(() => Replays.RunAsync([good, _folder[name]], _folder["out"]));
        Assert.Contains($"'{_folder[name]}'", fault.Message);
        Assert.Equal(FaultOrigin.External, fault.Origin);
        Assert.DoesNotContain('\n', fault.Message);
        AssertOnly("folder", "good.jsonl");
    }

    [Fact]
    public async Task An_output_that_is_a_file_is_refused_before_anything_is_read()
    {
        var fault = await Assert.ThrowsAsync<EngineFault>(() => Replays.RunAsync([_folder["missing.jsonl"]], _folder.Write("out", "mine")));
        Assert.Contains($"'{_folder["out"]}'", fault.Message);
        Assert.Equal("mine\n", await File.ReadAllTextAsync(_folder["out"], TestContext.Current.CancellationToken));
        AssertOnly("out");
    }

    [Fact]
    public async Task An_output_below_a_file_is_refused()
    {
        var input = _folder.Write("a", Click(Noon, "m1"));
        var fault = await Assert.ThrowsAsync<EngineFault>(() => Replays.RunAsync([input], _folder["a/out"]));
        Assert.Contains("a/out", fault.Message);
        AssertOnly("a");
    }

    [Fact]
    public async Task A_failure_leaves_the_results_of_an_earlier_replay_alone()
    {
        var good = _folder.Write("good.jsonl", Click(Noon, "m1"), "{");
        await Replays.RunAsync([good], _folder["out"]);
        var before = Replays.Contents(_folder["out"]);
        var letters = await File.ReadAllTextAsync(_folder["out.dead-letters.jsonl"], TestContext.Current.CancellationToken);
        var other = _folder.Write("other.jsonl", Click(Noon, "m1"), "[]", "null");
        await Assert.ThrowsAsync<EngineFault>(() => Replays.RunAsync([other, _folder["missing"]], _folder["out"]));
        Replays.AssertSame(before, _folder["out"]);
        Assert.Equal(letters, await File.ReadAllTextAsync(_folder["out.dead-letters.jsonl"], TestContext.Current.CancellationToken));
        AssertOnly("good.jsonl", "other.jsonl", "out", "out.dead-letters.jsonl");
    }

    [Fact]
    public async Task A_new_replay_replaces_an_earlier_one_with_its_dead_letters()
    {
        await Replays.RunAsync([_folder.Write("a", Click(Noon, "m1"), "{")], _folder["out"]);
        await Replays.RunAsync([_folder.Write("b", Click(Noon, "m2"))], _folder["out"]);
        Assert.Equal("m2", (string?)JsonDifferences.Read(_folder["out/scores.jsonl"])[0]["id"]);
        Assert.False(File.Exists(_folder["out.dead-letters.jsonl"]));
    }

    [Fact]
    public async Task Dead_letters_keep_partition_line_reason_and_bytes()
    {
        var a = _folder.Write("a", [Encoding.UTF8.GetBytes(Click(Noon, "m1")), "{\"x\":\"😀\\n"u8.ToArray(), [0xFF, 0xFE]]);
        var b = _folder.Write("b", "", "7");
        await Replays.RunAsync([a, b], _folder["out"], batch: 1);
        Assert.Equal(
            [
                "{\"partition\":0,\"offset\":1,\"reason\":\"json\",\"value\":\"{\\\"x\\\":\\\"😀\\\\n\"}",
                "{\"partition\":0,\"offset\":2,\"reason\":\"json\",\"value_base64\":\"//4=\"}",
                "{\"partition\":1,\"offset\":1,\"reason\":\"object\",\"value\":\"7\"}",
            ],
            await File.ReadAllLinesAsync(_folder["out.dead-letters.jsonl"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_line_over_a_mebibyte_is_a_dead_letter_and_the_next_one_is_not()
    {
        var padding = Click(Noon, "m1").Length + ",\"x\":\"\"".Length;
        string Padded(int length) => Click(Noon, "m1")[..^1] + ",\"x\":\"" + new string('x', length - padding) + "\"}";
        var file = _folder["a"];
        await File.WriteAllTextAsync(file, Padded(1 << 20) + "\r\n" + Padded((1 << 20) + 1) + "\n" + Click(Noon, "m1"), TestContext.Current.CancellationToken);
        await Replays.RunAsync([file], _folder["out"]);
        var summary = JsonDifferences.Read(_folder["out/summary.json"])[0];
        Assert.Equal(2, (int)summary["applied"]!);
        Assert.Equal("{\"size\":1}", summary["dead_letters"]!.ToJsonString());
    }

    [Fact]
    public async Task A_merchant_on_two_partitions_stops_with_both_named_and_what_to_do()
    {
        var files = new[] { _folder.Write("a", Click(Noon, "m0")), _folder.Write("b", Click(Noon, "m1"), Click(Noon, "商\\u0007")), _folder.Write("c", Click(Noon + 9000, "商\\u0007")) };
        foreach (var threads in new[] { 1, 4 })
        {
            var fault = await Assert.ThrowsAsync<EngineFault>(() => Replays.RunAsync(files, _folder["out"], threads));
            Assert.StartsWith("merchant '商\\u0007' is on partitions 1 and 2:", fault.Message);
            Assert.Equal(FaultOrigin.Data, fault.Origin);
            Assert.Contains("--partitions", fault.Message);
            AssertOnly("a", "b", "c");
        }
    }

    [Fact]
    public async Task A_gap_of_two_hours_closes_two_ticks_and_empties_the_hour()
    {
        const long gap = 2 * 3_600_000;
        var lines = Enumerable.Range(0, 30).Select(i => Paid(Noon + i, $"o{i}")).Append(Heartbeat(Noon + gap)).ToArray();
        await Replays.RunAsync([_folder.Write("a", lines)], _folder["out"]);
        var scores = JsonDifferences.Read(_folder["out/scores.jsonl"]);
        Assert.All(scores, s => Assert.Equal(Noon + gap + 1000, (long)s["tick"]!));
        var changes = JsonDifferences.Read(_folder["out/tier-changes.jsonl"]);
        Assert.All(changes, c => Assert.Equal((Noon + 1000, "first_rating"), ((long)c["tick"]!, (string)c["reason"]!)));
        Assert.Equal(["merchant", "product"], changes.Select(c => (string)c["kind"]!));
    }

    [Fact]
    public async Task Who_has_not_been_named_for_a_month_becomes_unrated_and_is_forgotten()
    {
        var paid = Enumerable.Range(0, 30).Select(i => Paid(Noon + i, $"o{i}")).ToList();
        var lastDay = await Changes([.. paid, Heartbeat(Noon + 29 * Day)]);
        Assert.DoesNotContain(lastDay.Changes, c => (string)c["reason"]! == "unrated");
        Assert.Equal(2, lastDay.Scores.Count);

        var gone = await Changes([.. paid, Heartbeat(Noon + 30 * Day)]);
        Assert.Equal(["first_rating", "first_rating", "unrated", "unrated"], gone.Changes.Select(c => (string)c["reason"]!));
        Assert.Empty(gone.Scores);

        // Back again it is new: no previous score, a first rating.
        var back = await Changes([.. paid, Heartbeat(Noon + 30 * Day), .. Enumerable.Range(0, 30).Select(i => Paid(Noon + 30 * Day + i, $"p{i}"))]);
        Assert.Equal("first_rating", (string)back.Changes[^1]["reason"]!);
        Assert.Null(back.Changes[^1]["previous_score"]);
    }

    [Fact]
    public async Task Who_is_named_late_on_the_oldest_day_of_the_window_in_the_tick_in_which_its_day_leaves_stays()
    {
        const long midnight = 1_781_712_000_000;
        var stays = await Changes([Click(midnight, "m1"), Heartbeat(midnight + 30 * Day + 300), Click(midnight + Day, "m1")]);
        Assert.Equal(["merchant", "product"], stays.Scores.Select(s => (string)s["kind"]!));
        var goes = await Changes([Click(midnight, "m1"), Heartbeat(midnight + 30 * Day + 300), Click(midnight + Day, "m2")]);
        Assert.All(goes.Scores, s => Assert.StartsWith("m2", (string)s["id"]!));
    }

    [Fact]
    public async Task A_stop_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var request = new StreamEngine.Pipeline.Files.ReplayRequest
        {
            Partitions = [[_folder.Write("a", Click(Noon, "m1"))]],
            Output = _folder["out"],
            DeadLetters = _folder["out.dead"],
        };
        await using var job = new StreamEngine.Pipeline.Files.ReplayJob(new EngineOptions(), StreamEngine.Scoring.Scorecards.Compile(new()), request);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.RunAsync(stop.Token));
        AssertOnly("a");
    }

    private async Task<(List<JsonObject> Changes, List<JsonObject> Scores)> Changes(IEnumerable<string> lines)
    {
        await Replays.RunAsync([_folder.Write("a", [.. lines])], _folder["out"]);
        return (JsonDifferences.Read(_folder["out/tier-changes.jsonl"]), JsonDifferences.Read(_folder["out/scores.jsonl"]));
    }

    private void AssertOnly(params string[] names) =>
        Assert.Equal(names, Directory.EnumerateFileSystemEntries(_folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));

    private static string Heartbeat(long time) => $"{{\"type\":\"heartbeat\",\"ts\":{time}}}";

    private static string Click(long time, string merchant) =>
        $"{{\"type\":\"click\",\"id\":\"e\",\"ts\":{time},\"merchant\":\"{merchant}\",\"product\":\"p\"}}";

    private static string Paid(long time, string id) =>
        $"{{\"type\":\"order_paid\",\"id\":\"{id}\",\"ts\":{time},\"merchant\":\"m\",\"product\":\"p\",\"order\":\"{id}\",\"amount\":1000,\"list_amount\":2000}}";
}
