using System.IO.Hashing;
using System.Text;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.Tests.Simulator;

public sealed class StoryTests
{
    private static readonly SimulatorOptions Options = new() { HistoryEventsPerDay = 50, MeanRate = 2 };
    private static readonly Lazy<(Simulation Simulation, List<SimulatedEvent> Events)> Told = new(() => Tell(Options));

    private static long Evening => Told.Value.Simulation.Evening.ToUnixTimeMilliseconds();

    private static long RushEnd => (Options.Opening + Options.Rush).ToUnixTimeMilliseconds();

    private static long End => Told.Value.Simulation.End.ToUnixTimeMilliseconds();

    [Fact]
    public void Seven_stories_are_told_of_named_entities()
    {
        Assert.Equal(["climb", "fall", "late", "reported", "handoff", "counterfeit", "appeal"], Told.Value.Simulation.Stories.Select(s => s.Id));
        Assert.Empty(new Simulation(Options with { TellStories = false }).Stories);
    }

    [Fact]
    public void A_thermos_climbs_to_L5()
    {
        NaiveScores cup = OfProduct("climb");
        Assert.InRange(cup.Product(Evening).ProductTier, 1, 2);
        NaiveScores.Result after = cup.Product(RushEnd);
        Assert.Equal(5, after.ProductTier);
        Assert.True(after.Score > 71, $"{after.Score}");
        Assert.True(after.Sums["paid"] >= 150 && after.Sums["distributed"] >= 60 && after.Sums["creators"] >= 5);
        Assert.Equal(5, cup.Product(End).ProductTier);
    }

    [Fact]
    public void Earphones_fall_out_of_L5()
    {
        NaiveScores buds = OfProduct("fall");
        Assert.Equal(5, buds.Product(Evening).ProductTier);
        Assert.Contains("bad_review_rate", buds.Product(RushEnd).FailedGates);
        // Within the margin of L3 and well out of that of L4.
        Assert.InRange(buds.Product(End).Score, 50, 56);
    }

    [Fact]
    public void A_merchant_that_ships_late_falls_to_the_lowest_band()
    {
        NaiveScores nuts = Of("merchant", Entity("late"));
        Assert.Equal("excellent", nuts.Merchant(Evening).Band);
        NaiveScores.Result end = nuts.Merchant(End);
        Assert.True(end.Score < 42 - 2, $"{end.Score}");
    }

    [Fact]
    public void A_creator_whose_rooms_are_reported_falls_to_the_lowest_band()
    {
        NaiveScores creator = Of("creator", Entity("reported"));
        Assert.Equal("excellent", creator.Creator(Evening).Band);
        NaiveScores.Result end = creator.Creator(End);
        Assert.True(end.Score < 42 - 2, $"{end.Score}");
    }

    [Fact]
    public void A_counterfeit_perfume_falls_at_once()
    {
        NaiveScores scent = OfProduct("counterfeit");
        Assert.InRange(scent.Product(Evening).ProductTier, 3, 4);
        Assert.Equal(0, scent.Product(RushEnd).ProductTier);
    }

    [Fact]
    public void Wipes_fall_for_a_violation_and_return_when_it_is_voided_and_the_brushed_orders_are_out()
    {
        string[] id = Entity("appeal").Split('/');
        SimulatedEvent[] own = [.. Told.Value.Events.Where(e => e.Text("merchant") == id[0] && e.Text("product") == id[1])];
        SimulatedEvent[] decisions = [.. Told.Value.Events.Where(e => e.Type == "decision")];
        HashSet<string> reversed = [.. decisions.Select(d => System.Text.Json.JsonDocument.Parse(d.Raw("event")).RootElement.GetProperty("id").GetString()!)];
        Assert.Equal((61, 61, 61), (decisions.Length, reversed.Count, own.Count(e => reversed.Contains(e.Text("id")!))));

        int before = new NaiveScores(own).Product(Evening).ProductTier;
        Assert.InRange(before, 2, 4);
        Assert.Equal(0, new NaiveScores(own).Product(RushEnd).ProductTier);
        Assert.Equal(before, new NaiveScores([.. own.Where(e => !reversed.Contains(e.Text("id")!))]).Product(End).ProductTier);
    }

    [Fact]
    public void Forty_distributed_buyers_buy_again_in_the_merchants_own_room()
    {
        string creator = Entity("handoff");
        SimulatedEvent[] paid = [.. Told.Value.Events.Where(e => e.Type == "order_paid" && (e.Text("creator") == creator || e.Text("merchant") == "m-茶山记旗舰店-805"))];
        SimulatedEvent[] own = [.. paid.Where(e => e.Channel == "self")];
        Assert.Equal(40, own.Length);
        foreach (SimulatedEvent order in own)
        {
            SimulatedEvent edge = Assert.Single(paid, e => e.Channel == "distribution" && e.Text("buyer") == order.Text("buyer"));
            Assert.InRange(order.Time - edge.Time, 1, 15L * 86_400_000);
            string pair = order.Text("merchant") + "\u001f" + order.Text("buyer");
            Assert.NotEqual(0UL, XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(pair)) % 10);
        }
        long opened = Assert.Single(Told.Value.Events, e => e.Type == "live_started" && e.Text("merchant") == "m-茶山记旗舰店-805").Time;
        Assert.All(own, e => Assert.True(e.Time > opened));
    }

    [Fact]
    public void Stories_do_not_depend_on_the_seed_or_the_size_of_the_platform()
    {
        (Simulation _, List<SimulatedEvent> events) = Tell(Options with { Seed = 7, Merchants = 3, ProductsPerMerchant = 2, Creators = 5, Partitions = 3 });
        SimulatedEvent[] Cast(List<SimulatedEvent> all) => [.. all.Where(e => e.Text("merchant") == "m-极光数码专营店-802")];
        Assert.Equal(Cast(Told.Value.Events).Select(e => (e.Time, e.Type)), Cast(events).Select(e => (e.Time, e.Type)));
    }

    [Fact]
    public void The_random_traffic_is_spread_over_the_tiers()
    {
        (Simulation simulation, List<SimulatedEvent> events) = Tell(new SimulatorOptions { MeanRate = 1 }, RecordNature.Traffic);
        long tick = simulation.Evening.ToUnixTimeMilliseconds();
        int[] tiers = new int[6];
        foreach (var product in events.Where(e => e.Text("product") is not null).GroupBy(e => (e.Text("merchant"), e.Text("product"))))
            tiers[new NaiveScores([.. product]).Product(tick).ProductTier]++;
        string[] bands = [.. events.GroupBy(e => e.Text("merchant")).Select(m => new NaiveScores([.. m]).Merchant(tick).Band)];
        string[] reputations = [.. events.Where(e => e.Text("creator") is not null).GroupBy(e => e.Text("creator")).Select(c => new NaiveScores([.. c]).Creator(tick).Band)];
        string seen = $"{string.Join(' ', tiers)} | {string.Join(' ', bands.CountBy(b => b))} | {string.Join(' ', reputations.CountBy(b => b))}";
        TestContext.Current.TestOutputHelper?.WriteLine(seen);
        Assert.True(tiers.Count(n => n > 0) >= 4, seen);
        Assert.True(bands.Distinct().Count() >= 3, seen);
        Assert.True(reputations.Distinct().Count() >= 3, seen);
    }

    private static string Entity(string story) => Told.Value.Simulation.Stories.Single(s => s.Id == story).EntityId;

    private static NaiveScores Of(string field, string id) => new([.. Told.Value.Events.Where(e => e.Text(field) == id)]);

    private static NaiveScores OfProduct(string story)
    {
        string[] id = Entity(story).Split('/');
        return new([.. Told.Value.Events.Where(e => e.Text("merchant") == id[0] && e.Text("product") == id[1])]);
    }

    private static (Simulation Simulation, List<SimulatedEvent> Events) Tell(SimulatorOptions options, RecordNature nature = RecordNature.Story)
    {
        var simulation = new Simulation(options);
        var events = new List<SimulatedEvent>();
        while (simulation.TryNext(out SimulatedRecord record))
            if (record.Nature == nature) events.Add(new SimulatedEvent(record.Value));
        return (simulation, events);
    }
}
