using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Tests.Golden;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

public sealed class LeversOfRunTests
{
    /// <summary>The proof of the pudding: the traffic goes on with that many five-star reviews.</summary>
    [Fact]
    public async Task So_many_good_reviews_in_the_traffic_bring_a_product_over_the_cut_and_one_fewer_does_not()
    {
        var run = await RunAsync(Inputs);
        var tried = 0;
        foreach (var near in run.LookAhead(EntityKind.Product, within: 5).Where(i => i.Change == OutlookChange.Rise))
        {
            var lever = run.Find(near.Kind, near.Id)!.Levers().Single(l => l.Indicator == "bad_review_rate");
            if (lever.Needed is not { } needed || near.Id.Contains('%', StringComparison.Ordinal)) continue;
            tried++;
            Assert.True(await ScoreAfterReviewsAsync(run, near.Id, needed) >= near.Line, $"{near.Id}: {needed} reviews do not do");
            Assert.True(await ScoreAfterReviewsAsync(run, near.Id, needed - 1) < near.Line, $"{near.Id}: {needed - 1} reviews do already");
        }
        Assert.True(tried >= 2, $"only {tried} products were tried");
    }

    private static IReadOnlyList<string> Inputs => new GoldenCase("sale").Inputs;

    private static async Task<double> ScoreAfterReviewsAsync(EngineRun run, string product, long reviews)
    {
        var names = product.Split('/');
        using var folder = new TemporaryFolder();
        var files = Inputs.ToArray();
        // Its merchant's partition, at its event time: nothing is late, and no tick is closed.
        var p = Array.FindIndex(files, file => ReplayLines(file).Any(line => line.Contains($"\"merchant\":\"{names[0]}\"", StringComparison.Ordinal)));
        var lines = Enumerable.Range(0, (int)reviews).Select(i =>
            $$"""{"type":"review","id":"good-{{i}}","ts":{{run.Progress(p).EventTime}},"merchant":"{{names[0]}}","product":"{{names[1]}}","order":"o{{i}}","stars":5}""");
        files[p] = folder.Write($"p{p}.jsonl", [.. ReplayLines(files[p]), .. lines]);
        return (await RunAsync(files)).Find(EntityKind.Product, product)!.Score.Score;
    }

    private static async Task<EngineRun> RunAsync(IEnumerable<string> files)
    {
        var job = new ScoringJob(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), [.. files.Select(f => (IReadOnlyList<string>)[f])], threads: 2);
        return (await job.RunAsync(CancellationToken.None)).Engine;
    }

    private static IEnumerable<string> ReplayLines(string file)
    {
        using var reader = new StreamReader(ReplayStream.Open(file));
        while (reader.ReadLine() is { } line) yield return line;
    }
}
