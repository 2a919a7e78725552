using System.Text.Json.Nodes;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Commerce;

/// <summary>Campaigns that are added, changed or taken out between two runs, limits, and totals that go when nothing can come any more.</summary>
public sealed class CampaignChangeTests
{
    private const long Start = 1_781_784_000_000, Minute = 60_000, Day = 86_400_000;

    private static readonly Scorecards Cards = Scorecards.Compile(new ScoringOptions());

    private static readonly CampaignOptions Running = Campaign("running", Start - Day, Start + 10 * Minute);

    [Fact]
    public async Task One_that_begins_later_than_the_saved_state_is_counted_and_begins_no_epoch()
    {
        var later = Campaign("later", Start + 3 * Minute + 1, null);
        Assert.Equal(Fingerprint.Of(Options(Running)), Fingerprint.Of(Options(Running, later)));

        var rows = await GoOnAsync(Options(Running), Options(Running, later));

        // An order a second; the saved state is of the first hundred.
        Assert.Equal(599, Orders(rows, "running"));
        Assert.Equal(599 - 181, Orders(rows, "later"));
    }

    [Fact]
    public async Task An_end_that_lies_ahead_may_be_moved_to_another_time_ahead()
    {
        Assert.Equal(300, Orders(await GoOnAsync(Options(Running), Options(Running with { End = At(Start + 5 * Minute) })), "running"));
        Assert.Equal(599, Orders(await GoOnAsync(Options(Running), Options(Running with { End = null })), "running"));
    }

    [Theory]
    [InlineData("added", "campaign added begins before the saved state's event time")]
    [InlineData("start", "campaign running had its start at")]
    [InlineData("end", "campaign running had its end at")]
    public async Task What_is_past_cannot_be_changed_and_the_way_out_is_named(string what, string reason)
    {
        var changed = what switch
        {
            "added" => Options(Running, Campaign("added", Start, null)),
            "start" => Options(Running with { Start = At(Start) }),
            _ => Options(Running with { End = At(Start + 1) }),
        };
        var fault = await Assert.ThrowsAsync<EngineFault>(() => GoOnAsync(Options(Running), changed));
        Assert.Equal(FaultOrigin.Configuration, fault.Origin);
        Assert.StartsWith(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains("offsets reset", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_taken_out_leaves_its_rows_as_they_were_and_may_not_come_back()
    {
        var rows = await GoOnAsync(Options(Running), Options());
        Assert.InRange(Orders(rows, "running"), 1, 200);
        await Assert.ThrowsAsync<EngineFault>(() => GoOnAsync(Options(), Options(Running)));
    }

    [Fact]
    public async Task A_line_that_is_drawn_later_is_announced_for_who_is_over_it_already()
    {
        var before = Options(Running with { Milestones = false });
        var after = new EngineOptions().With([Running with { Milestones = true }], new MilestoneOptions { MerchantNetGmv = 20, ProductUnits = 1_000_000 });
        var world = new OutsideWorld(new Random(1));
        await RunAsync(before, after, Orders(120), world);
        var announced = Assert.Single(world.Announcements);
        Assert.Contains("\"milestone_id\":\"running:merchant:m\"", announced, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_beyond_the_limit_are_left_out_and_counted()
    {
        var lines = Enumerable.Range(0, 40).Select(i => Order(Start + i * 1000, "m" + i, "p" + i)).ToList();
        var options = new EngineOptions { CampaignEntityLimit = 16 }.With([Running], new MilestoneOptions());
        var world = new OutsideWorld(new Random(1));
        var run = new CutRun(options, Cards, [lines], world, seed: 1);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(16, world.Rows.Values.Count(r => r.Row.Contains("\"campaign\"", StringComparison.Ordinal) && (r.Row.Contains("\"kind\":\"merchant\"", StringComparison.Ordinal) || r.Row.Contains("\"kind\":\"product\"", StringComparison.Ordinal))));
        Assert.Equal(2 * 40 - 16, run.Engine.Limits.CampaignRefused);
    }

    [Fact]
    public async Task Totals_go_when_every_event_of_their_campaign_is_too_late()
    {
        var lines = Orders(60).Concat([Order(Start + 29 * Day, "m", "p"), Order(Start + 32 * Day, "m", "p"), Order(Start + 33 * Day, "m", "p")]).ToList();
        var world = new OutsideWorld(new Random(1));
        var options = Options(Running);
        var run = new CutRun(options, Cards, [lines], world, seed: 1);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(60, Orders(world, "running"));
        Assert.Null(run.Engine.FindTotal(run.Engine.Campaigns.Find("running")!, StreamEngine.Entities.EntityKind.Merchant, "m"));
        Assert.Null(run.Engine.FindTotal(run.Engine.Campaigns.Find("running")!, StreamEngine.Entities.EntityKind.Platform, "all"));
    }

    private static async Task<OutsideWorld> GoOnAsync(EngineOptions before, EngineOptions after)
    {
        var world = new OutsideWorld(new Random(1));
        await RunAsync(before, after, Orders(599), world);
        return world;
    }

    /// <summary>Reads the first hundred lines under one configuration, and the rest under another from what was saved.</summary>
    private static async Task RunAsync(EngineOptions before, EngineOptions after, List<byte[]> lines, OutsideWorld world)
    {
        var first = new CutRun(before, Cards, [[.. lines.Take(100)]], world, seed: 1, keepsEnd: true);
        await first.RunAsync(TestContext.Current.CancellationToken);
        await new CutRun(after, Cards, [lines], world, seed: 2, first.End!.Start).RunAsync(TestContext.Current.CancellationToken);
    }

    private static long Orders(OutsideWorld world, string campaign) => world.Rows
        .Where(r => r.Key.StartsWith("campaign_totals", StringComparison.Ordinal)).Select(r => JsonNode.Parse(r.Value.Row)!)
        .Where(r => (string)r["campaign"]! == campaign && (string)r["kind"]! == "platform").Sum(r => (long)r["orders"]!);

    private static List<byte[]> Orders(int count) => [.. Enumerable.Range(0, count).Select(i => Order(Start + i * 1000, "m", "p"))];

    private static byte[] Order(long time, string merchant, string product) => System.Text.Encoding.UTF8.GetBytes(
        $$"""{"type":"order_paid","id":"o{{time}}{{merchant}}","ts":{{time}},"merchant":"{{merchant}}","product":"{{product}}","order":"o{{time}}{{merchant}}","amount":10,"buyer":"b"}""");

    private static EngineOptions Options(params CampaignOptions[] campaigns) => new EngineOptions().With(campaigns, new MilestoneOptions());

    private static CampaignOptions Campaign(string id, long start, long? end) => new() { Id = id, Start = At(start), End = end is { } time ? At(time) : null, SubsidySlots = 0 };

    private static DateTimeOffset At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);
}
