using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Tests.Model;
using StreamEngine.Tests.Pipeline;
using Xunit;
using Json = System.Text.Json.Nodes.JsonObject;

namespace StreamEngine.Tests.Golden;

/// <summary>Cases that were worked out by an independent implementation of the contract.</summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData("sale")]
    [InlineData("dirty")]
    [InlineData("edges")]
    public async Task A_replay_gives_what_was_worked_out_whatever_the_threads_and_batches(string name)
    {
        using var folder = new TemporaryFolder();
        var inputs = new GoldenCase(name).Inputs;
        await Replays.RunAsync(inputs, folder["a"], threads: 1);
        AssertExpected(new GoldenCase(name), folder["a"]);

        var first = Replays.Contents(folder["a"]);
        foreach (var (threads, batch) in new[] { (1, 1), (2, 3), (8, 1024), (600, 1) })
        {
            var output = folder[$"{threads}-{batch}"];
            await Replays.RunAsync(inputs, output, threads, batch);
            Replays.AssertSame(first, output);
        }
        await Replays.RunAsync(inputs, folder["ahead"], options: new EngineOptions { LookaheadAbove = -1 });
        Replays.AssertSame(first, folder["ahead"]);
    }

    [Theory]
    [InlineData("sale")]
    [InlineData("dirty")]
    [InlineData("edges")]
    public async Task The_layout_of_the_lines_changes_nothing(string name)
    {
        using var folder = new TemporaryFolder();
        var inputs = new GoldenCase(name).Inputs;
        await Replays.RunAsync(inputs, folder["a"]);
        var relaid = inputs.Select((file, p) => folder.Write($"p{p}.jsonl", Relayout.Of(Lines(file), seed: p))).ToList();
        await Replays.RunAsync(relaid, folder["b"]);
        Replays.AssertSame(Replays.Contents(folder["a"]), folder["b"]);
    }

    [Theory]
    [InlineData("dirty")]
    [InlineData("edges")]
    public void The_naive_model_agrees(string name)
    {
        var golden = new GoldenCase(name);
        var files = new NaiveModel(new ModelRules()).Run(golden.Inputs.Select(Lines));
        Assert.Empty(Differences(golden, file => files[file]));
    }

    private static void AssertExpected(GoldenCase golden, string output) =>
        Assert.Empty(Differences(golden, file => JsonDifferences.Read(Path.Combine(output, file))));

    private static List<string> Differences(GoldenCase golden, Func<string, List<Json>> actual)
    {
        var differences = new List<string>();
        foreach (var file in new[] { "summary.json", "scores.jsonl", "tier-changes.jsonl", "rows/entity_days.jsonl" })
        {
            var expected = JsonDifferences.Read(golden.Expected(file));
            // The worked rows are by kind, id, bucket; the contract says by bucket, kind, id.
            if (file == "rows/entity_days.jsonl") expected = [.. expected.OrderBy(r => (string)r["bucket"]!, StringComparer.Ordinal)];
            differences.AddRange(JsonDifferences.Of(file, expected, actual(file), subset: true));
        }
        return differences;
    }

    private static IEnumerable<byte[]> Lines(string file)
    {
        using var stream = ReplayStream.Open(file);
        return LineFiles.Read(stream);
    }
}
