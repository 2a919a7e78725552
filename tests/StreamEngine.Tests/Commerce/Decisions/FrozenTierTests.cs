using System.Text;
using System.Text.Json.Nodes;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Commerce.Decisions;

/// <summary>A frozen tier stays, whatever happens to the score; released, it is decided afresh. The naive model holds for the rest.</summary>
public sealed class FrozenTierTests
{
    private const long Start = 1_781_784_000_000;
    private readonly List<string> _lines = [];
    private long _now = Start;
    private int _next;

    [Fact]
    public async Task A_frozen_merchant_keeps_its_band_through_a_severe_violation_and_loses_it_when_it_is_released()
    {
        Orders(40);
        Decide("freeze_tier", "merchant");
        Write("violation", "\"target\":\"merchant\",\"severity\":\"severe\"");
        Orders(5);
        var frozen = _now;
        Decide("release_tier", "merchant");
        Orders(1);

        var changes = (await RunAsync(new OutsideWorld(new Random(1)))).Where(c => (string)c["kind"]! == "merchant").ToList();
        Assert.Equal(["first_rating", "violation"], changes.Select(c => (string)c["reason"]!));
        Assert.True((long)changes[1]["tick"]! > frozen);
    }

    [Fact]
    public async Task A_freeze_goes_on_in_an_epoch_that_a_changed_scorecard_begins()
    {
        Orders(40);
        Decide("freeze_tier", "product");
        for (var second = 0; second < 20; second++) Orders(1);
        var world = new OutsideWorld(new Random(1));
        var run = new CutRun(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), Partition, world, seed: 3, keepsEnd: true);
        await run.RunAsync(TestContext.Current.CancellationToken);
        var start = run.End!.Start with { Epoch = 1, ScorecardsChanged = true };
        Orders(1);

        var product = new ScoringOptions().Product;
        var easier = Scorecards.Compile(new ScoringOptions { Product = product with { Tiers = [.. product.Tiers.Select(t => t with { Cut = t.Cut - 30 })] } });
        async Task<List<JsonNode>> OfTheEpochAsync()
        {
            var after = new OutsideWorld(new Random(2));
            await new CutRun(new EngineOptions(), easier, Partition, after, seed: 4, start).RunAsync(TestContext.Current.CancellationToken);
            return [.. after.Changes.Select(c => JsonNode.Parse(c)!).Where(c => (string)c["kind"]! == "product")];
        }
        Assert.Empty(await OfTheEpochAsync());
        Decide("release_tier", "product");
        Assert.Equal(["score"], (await OfTheEpochAsync()).Select(c => (string)c["reason"]!));
    }

    [Fact]
    public async Task Who_froze_a_tier_and_why_is_found_until_it_is_released()
    {
        Orders(40);
        Decide("freeze_tier", "product");
        var engine = await EngineAsync();
        var found = engine.FindDecisions(StreamEngine.Entities.EntityKind.Product, "m/p");
        Assert.Equal(("李 <b>", "'; DROP TABLE decisions"), (found.FrozenBy!.By, found.FrozenBy.Why));
        Assert.Equal("freeze_tier", Assert.Single(found.Newest).ActionName);
        Assert.Null(engine.FindDecisions(StreamEngine.Entities.EntityKind.Merchant, "m").FrozenBy);

        Decide("release_tier", "product");
        found = (await EngineAsync()).FindDecisions(StreamEngine.Entities.EntityKind.Product, "m/p");
        Assert.Null(found.FrozenBy);
        Assert.Equal(["release_tier", "freeze_tier"], found.Newest.Select(d => d.ActionName));
    }

    private IReadOnlyList<IReadOnlyList<byte[]>> Partition => [[.. _lines.Select(Encoding.UTF8.GetBytes)]];

    private async Task<EngineRun> EngineAsync()
    {
        var world = new OutsideWorld(new Random(1));
        var engine = new EngineRun(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), new MemoryRecords(Partition, [0], new Random(1), () => { }), new Sinks(world, world, world), 1);
        await engine.RunAsync(TestContext.Current.CancellationToken);
        return engine;
    }

    private async Task<List<JsonNode>> RunAsync(OutsideWorld world)
    {
        var engine = new EngineRun(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), new MemoryRecords(Partition, [0], new Random(1), () => { }), new Sinks(world, world, world), 1);
        await engine.RunAsync(TestContext.Current.CancellationToken);
        return [.. world.Changes.Select(c => JsonNode.Parse(c)!)];
    }

    private void Orders(int count)
    {
        for (var i = 0; i < count; i++) Write("order_paid", $"\"product\":\"p\",\"order\":\"o{_next}\",\"amount\":9900");
        _now += 1000;
    }

    private void Decide(string action, string kind) =>
        Write("decision", $"\"product\":\"p\",\"action\":\"{action}\",\"kind\":\"{kind}\",\"by\":\"李 <b>\",\"why\":\"'; DROP TABLE decisions\"");

    private void Write(string type, string own)
    {
        _lines.Add($"{{\"type\":\"{type}\",\"id\":\"{_next++}\",\"ts\":{_now},\"merchant\":\"m\",{own}}}");
        _now += 10;
    }
}
