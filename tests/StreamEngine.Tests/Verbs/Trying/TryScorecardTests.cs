using StreamEngine.Entities;
using StreamEngine.Host.Verbs.Trying;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Scoring.Trials;
using StreamEngine.Tests.Golden;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Verbs.Trying;

public sealed class TryScorecardTests
{
    private static readonly Scorecards Present = Scorecards.Compile(new ScoringOptions());

    /// <summary>Prices weigh what net sales did, and nothing holds a tier.</summary>
    private static readonly Scorecards Other = Scorecards.Compile(new ScoringOptions
    {
        Product = DefaultScorecards.Product with
        {
            Margin = 0,
            Hold = TimeSpan.Zero,
            Indicators = [.. DefaultScorecards.Product.Indicators.Select(i => i.Id switch { "price_edge" => i with { Weight = 22 }, "net_sales" => i with { Weight = 0 }, _ => i })],
        },
    });

    [Fact]
    public async Task The_trial_agrees_with_two_replays_of_the_same_files()
    {
        var report = await TrialAsync(Other, threads: 2);
        using var folder = new TemporaryFolder();
        var (before, after) = (await ReplayAsync(Present, folder["before"]), await ReplayAsync(Other, folder["after"]));
        foreach (var kind in report.Kinds)
        {
            var ids = before.Scores.Keys.Where(k => k.Kind == kind.Kind).ToList();
            Assert.Equal(ids.Count, kind.Entities);
            for (var row = 0; row < kind.Before.Count; row++)
            {
                for (var column = 0; column < kind.After.Count; column++)
                    Assert.Equal(ids.Count(id => before.Scores[id].Tier == kind.Before[row].Tier && after.Scores[id].Tier == kind.After[column].Tier), kind.Matrix[row][column]);
            }
            Assert.Equal(before.Changes[kind.Kind].Count(), kind.RestlessBefore.Changes);
            Assert.Equal(after.Changes[kind.Kind].Count(), kind.RestlessAfter.Changes);
            Assert.Equal(kind.RestlessAfter.Changes, kind.Hours.Sum(h => h.After));
            foreach (var mover in kind.Movers)
            {
                Assert.Equal(before.Scores[(kind.Kind, mover.Id)].Score, mover.ScoreBefore);
                Assert.Equal(after.Scores[(kind.Kind, mover.Id)].Score, mover.ScoreAfter);
            }
        }
        Assert.Contains(report.Kinds, k => k.OtherTier > 0);
    }

    [Fact]
    public async Task The_largest_movers_come_first_and_name_what_moved_them()
    {
        var products = (await TrialAsync(Other, threads: 1)).Kinds[0];
        Assert.NotEmpty(products.Movers);
        Assert.Equal(products.Movers.OrderByDescending(m => Math.Abs(m.Moved)).Select(m => m.Id), products.Movers.Select(m => m.Id));
        Assert.All(products.Movers.SelectMany(m => m.Indicators), i => Assert.Contains(i.Id, (string[])["price_edge", "net_sales"]));
        // No product of the case has penalties or a cap: what the indicators moved is what the score moved.
        Assert.All(products.Movers, m => Assert.Equal(m.Moved, m.Indicators.Sum(i => i.Moved), 5e-6));
    }

    [Fact]
    public async Task The_same_scorecard_moves_nobody()
    {
        var report = await TrialAsync(Present, threads: 2);
        Assert.All(report.Kinds, k =>
        {
            Assert.Equal(0, k.OtherTier);
            Assert.Empty(k.Movers);
            Assert.Equal(k.RestlessBefore, k.RestlessAfter);
        });
    }

    [Fact]
    public async Task The_page_is_the_same_however_it_was_made_and_loads_nothing()
    {
        var page = TrialPage.Of(await TrialAsync(Other, threads: 1));
        Assert.Equal(page, TrialPage.Of(await TrialAsync(Other, threads: 8)));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(6, page.Split("<svg ").Length - 1);
        var ids = System.Text.RegularExpressions.Regex.Matches(page, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Text_from_events_is_never_markup_on_the_page()
    {
        using var folder = new TemporaryFolder();
        var events = folder.Write("p0.jsonl", [.. Enumerable.Range(0, 40).Select(i =>
            $$"""{"type":"order_paid","id":"{{i}}","ts":{{1781781204000 + i * 1000}},"merchant":"<script>alert(1)</script>","product":"\"><img src=x>","order":"o{{i}}","amount":5000,"market_amount":6000}""")]);
        var report = await TryScorecardVerb.CompareAsync(new EngineOptions(), Present, Other, [[events]], 10, 1, CancellationToken.None);
        var page = TrialPage.Of(report);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_change_straight_back_is_flapping_and_one_onwards_is_not()
    {
        var tally = new TierChangeTally();
        foreach (var (id, from, to, tick) in ((string, string, string, long)[])
            [("a", "L0", "L2", 1000), ("a", "L2", "L3", 2000), ("a", "L3", "L2", 3000), ("b", "L2", "L3", 3000), ("a", "L2", "L3", 3_600_000), ("a", "L3", "L4", 3_600_001)])
            tally.Add(Change(id, from, to, tick));
        Assert.Equal(2, tally.Returns(EntityKind.Product)); // L2 L3 L2, and L3 L2 L3
        Assert.Equal(0, tally.Returns(EntityKind.Merchant));
        Assert.Equal([(0, 5), (3_600_000, 1)], tally.Hours(EntityKind.Product).OrderBy(h => h.Key).Select(h => (h.Key, h.Value)));
    }

    private static TierChange Change(string id, string from, string to, long tick) => new()
    {
        Kind = EntityKind.Product,
        Id = id,
        Epoch = 0,
        Tick = tick,
        From = from,
        To = to,
        Score = 50,
        PreviousScore = null,
        Indicators = [],
        Reason = "score",
    };

    private static Task<TrialReport> TrialAsync(Scorecards other, int threads) =>
        TryScorecardVerb.CompareAsync(new EngineOptions(), Present, other, Partitions, 10, threads, CancellationToken.None);

    private static IReadOnlyList<IReadOnlyList<string>> Partitions => [.. new GoldenCase("sale").Inputs.Select(f => (IReadOnlyList<string>)[f])];

    private static async Task<(Dictionary<(string Kind, string Id), (string Tier, double Score)> Scores, ILookup<string, string> Changes)> ReplayAsync(Scorecards cards, string output)
    {
        await using var job = new ReplayJob(new EngineOptions(), cards, new ReplayRequest { Partitions = Partitions, Output = output, DeadLetters = output + ".dead" });
        await job.RunAsync(CancellationToken.None);
        var scores = Model.JsonDifferences.Read(Path.Combine(output, "scores.jsonl"))
            .ToDictionary(s => ((string)s["kind"]!, (string)s["id"]!), s => ((string)s["tier"]!, (double)s["score"]!));
        return (scores, Model.JsonDifferences.Read(Path.Combine(output, "tier-changes.jsonl")).ToLookup(c => (string)c["kind"]!, c => (string)c["change_id"]!));
    }
}
