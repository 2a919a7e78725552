using System.Globalization;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Scoring;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Model;

/// <summary>Engine and naive model on random worlds: every output file, line by line. A failure prints the smallest input that still differs.</summary>
public sealed class ModelEquivalenceTests
{
    private static readonly int WorldsPerCase = int.Parse(Environment.GetEnvironmentVariable("STREAMENGINE_WORLDS") ?? "10", CultureInfo.InvariantCulture);

    /// <summary>A day before midnight in Shanghai; the last hours before New York moves its clocks on and back.</summary>
    private const long Evening = 1_781_797_000_000, Spring = 1_772_945_000_000, Autumn = 1_793_500_000_000;

    /// <summary>Bands that few creators of small worlds have are not what is rewarded alone, and the budget is soon spent.</summary>
    private static readonly HandoffOptions Rewarding = new()
    {
        AudienceLimit = 3,
        RewardFactors = new Dictionary<string, int> { ["excellent"] = 120, ["good"] = 100, ["fair"] = 70, ["lagging"] = 33 },
        RewardLimit = 20_000,
        RewardBudget = 12_000,
    };

    private static readonly ModelRules Small = new()
    {
        MinimumPaidOrders = 3,
        HoldMs = 60_000,
        GatePaidOrders = 8,
        GateDistributedOrders = 4,
        GateCreators = 2,
        LowerCuts = 14,
        SpecialP0 = 0.06,
        Engine = new() { Handoffs = Rewarding },
    };

    private static readonly ModelRules ShortWindows = Small with
    {
        HoldMs = 5_000,
        Engine = new()
        {
            HourBuckets = 3,
            DayBuckets = 2,
            MonthBuckets = 3,
            DistinctLimit = 2,
            DeduplicationWindow = TimeSpan.FromMinutes(10),
            HoldOutOneIn = 2,
            HandoffWindow = TimeSpan.FromHours(30),
            Handoffs = Rewarding with { AudienceLimit = 1, ExposeBuyers = true },
        },
    };

    /// <summary>What has no file when there is nothing in it.</summary>
    private static readonly string[] CommerceFiles =
    [
        "rows/campaign_totals.jsonl", "rows/milestones.jsonl", "milestones.jsonl", "subsidy-changes.jsonl", "rows/decisions.jsonl",
        "rows/handoffs.jsonl", "rows/handoff_audiences.jsonl", "handoff-audiences.jsonl", "rows/handoff_days.jsonl", "rows/creator_rewards.jsonl", "rows/leader_figures.jsonl",
    ];

    private static readonly MilestoneOptions Lines = new() { BrandNetGmv = 800_000, MerchantNetGmv = 3_000_000, LeaderNetGmv = 1_000_000, ProductUnits = 12 };

    public static TheoryData<string, int> Cases() => new(
        from name in new[] { "defaults", "small", "fast ticks", "short windows", "gates", "New York in spring", "New York in autumn", "campaigns", "campaigns of short windows" }
        from block in Enumerable.Range(0, 2)
        select (name, block));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_engine_gives_what_the_naive_model_gives(string name, int block)
    {
        var (plain, start) = Case(name);
        for (var world = 0; world < WorldsPerCase; world++)
        {
            // Small worlds look ahead only when they are told to: every second one is.
            var rules = world % 2 == 0 ? plain : plain with { Engine = plain.Engine with { LookaheadAbove = -1 } };
            var seed = (block * WorldsPerCase + world) * 31 + name.Length;
            var partitions = World.Partitions(seed, rules, start);
            if (await DifferenceAsync(rules, partitions) is null) continue;
            var smallest = await SmallestAsync(rules, partitions);
            Assert.Fail($"seed {seed}: {await DifferenceAsync(rules, smallest)}\n{Printed(smallest)}");
        }
    }

    /// <summary>A comparison of worlds in which nothing happens would prove nothing.</summary>
    [Fact]
    public void The_worlds_have_everything_that_the_contract_speaks_of()
    {
        var seen = new HashSet<string>();
        foreach (var name in new[] { "small", "short windows", "gates" })
        {
            var (rules, start) = Case(name);
            for (var seed = 0; seed < 25; seed++)
            {
                var files = new NaiveModel(rules).Run(World.Partitions(seed, rules, start));
                seen.UnionWith(files["tier-changes.jsonl"].Select(c => (string)c["reason"]!));
                seen.UnionWith(files["summary.json"][0].Where(p => p.Key is not ("dead_letters" or "last_tick") && (long)p.Value! > 0).Select(p => p.Key));
                seen.UnionWith(files["rows/entity_days.jsonl"].SelectMany(row => row.Select(p => p.Key)));
                seen.UnionWith(files.Where(f => f.Value.Count > 0).Select(f => f.Key));
                if (files["rows/handoff_audiences.jsonl"].Any(a => (bool)a["limited"]!)) seen.Add("limited");
                if (files["rows/handoffs.jsonl"].Any(h => (bool)h["held_out"]!)) seen.Add("held_out");
                if (files["rows/creator_rewards.jsonl"].Any(r => (long)r["reward"]! is > 0 and var reward && reward < (long)r["earned"]!)) seen.Add("scaled");
                foreach (var (reason, count) in files["summary.json"][0]["dead_letters"]!.AsObject()) if ((long)count! > 0) seen.Add("dead " + reason);
                if (files["tier-changes.jsonl"].Any(c => c.ContainsKey("previous_score"))) seen.Add("previous_score");
            }
        }
        var (campaigns, evening) = Case("campaigns");
        for (var seed = 0; seed < 25; seed++)
        {
            var files = new NaiveModel(campaigns).Run(World.Partitions(seed, campaigns, evening));
            seen.UnionWith(files["rows/campaign_totals.jsonl"].Select(r => $"{r["campaign"]}:{r["kind"]}"));
            seen.UnionWith(files["rows/milestones.jsonl"].Select(r => $"milestone:{r["kind"]}:{r["below_now"]}"));
        }
        var (pools, _) = Case("campaigns of short windows");
        for (var seed = 0; seed < 25; seed++)
            seen.UnionWith(new NaiveModel(pools).Run(World.Partitions(seed, pools, evening))["subsidy-changes.jsonl"].Select(c => $"{c["campaign"]}:{c["rank"]}:{c["entered"]}"));
        string[] wanted =
        [
            .. NaiveEvents.Metrics, "buyers", "previous_score", "limited", "held_out", "scaled",
            "rows/handoffs.jsonl", "rows/handoff_audiences.jsonl", "handoff-audiences.jsonl", "rows/handoff_days.jsonl", "rows/creator_rewards.jsonl", "rows/leader_figures.jsonl",
            "events", "applied", "heartbeats", "duplicate", "too_late", "unknown_type", "late_minute", "late_hour",
            "unrated", "first_rating", "score", "violation", "gate:paid_orders", "gate:quality_refund_rate", "gate:bad_review_rate",
            .. from campaign in campaigns.Engine.Campaigns from kind in StreamEngine.Entities.EntityKinds.Names select $"{campaign.Id}:{kind}",
            "milestone:brand:false", "milestone:merchant:false", "milestone:leader:false", "milestone:product:false", "milestone:brand:true", "milestone:leader:true",
            "open:1:true", "open:0:false", "618:1:true", "618:0:false",
            "dead action", "dead kind", "dead event", "dead product",
        ];
        Assert.Empty(wanted.Except(seen));
    }

    internal static (ModelRules Rules, long Start) Case(string name) => name switch
    {
        "defaults" => (new ModelRules(), Evening),
        "small" => (Small, Evening),
        "fast ticks" => (Small with { HoldMs = 600, Engine = Small.Engine with { TickInterval = TimeSpan.FromMilliseconds(200), DistinctLimit = 1 } }, Evening),
        "short windows" => (ShortWindows, Evening),
        // With cuts so low that the cap of a severe violation lies within the margin of the top tier: then the gates alone decide.
        "gates" => (ShortWindows with { LowerCuts = 35, GatePaidOrders = 5, GateDistributedOrders = 3 }, Evening),
        "campaigns" => (Small with { Engine = Small.Engine.With(CampaignsFrom(Evening), Lines) }, Evening),
        "campaigns of short windows" => (ShortWindows with { LowerCuts = 35, GatePaidOrders = 5, GateDistributedOrders = 3, Engine = ShortWindows.Engine.With(CampaignsFrom(Evening), Lines) }, Evening),
        _ => (Small with { Engine = Small.Engine with { Zone = "America/New_York" } }, name.EndsWith("spring", StringComparison.Ordinal) ? Spring : Autumn),
    };

    /// <summary>One within another, one that follows at once, one that is open; edges at odd milliseconds.</summary>
    private static CampaignOptions[] CampaignsFrom(long evening)
    {
        CampaignOptions Campaign(string id, long start, long? end, bool milestones) => new()
        {
            Id = id,
            Start = DateTimeOffset.FromUnixTimeMilliseconds(evening + start),
            End = end is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(evening + last) : null,
            Milestones = milestones,
            SubsidySlots = id == "618" ? 1 : 2,
        };
        return
        [
            Campaign("open", -40L * 86_400_000, null, milestones: true),
            Campaign("early", 12_345, 400_777, milestones: true),
            Campaign("618", 61_001, 86_400_000 + 33, milestones: true),
            Campaign("after", 400_777, 40L * 86_400_000 + 1, milestones: false),
        ];
    }

    private static async Task<string?> DifferenceAsync(ModelRules rules, List<List<byte[]>> partitions)
    {
        using var folder = new TemporaryFolder();
        var files = partitions.Select((lines, p) => folder.Write($"p{p}.jsonl", lines)).ToList();
        await Replays.RunAsync(files, folder["out"], options: rules.Engine, scorecards: Scorecards.Compile(rules.Scoring));
        var expected = new NaiveModel(rules).Run(partitions);
        return Replays.OutputFiles.Concat(CommerceFiles)
            .SelectMany(file => JsonDifferences.Of(file, expected[file], JsonDifferences.Read(Path.Combine(folder["out"], file)), subset: false))
            .FirstOrDefault();
    }

    /// <summary>Leaves out runs of lines as long as there is still a difference.</summary>
    private static async Task<List<List<byte[]>>> SmallestAsync(ModelRules rules, List<List<byte[]>> partitions)
    {
        for (var run = partitions.Max(p => p.Count); run >= 1; run /= 2)
        {
            for (var p = 0; p < partitions.Count; p++)
            {
                for (var at = 0; at < partitions[p].Count;)
                {
                    var shorter = partitions.ToList();
                    shorter[p] = [.. partitions[p].Take(at), .. partitions[p].Skip(at + run)];
                    if (await DifferenceAsync(rules, shorter) is null) at += run;
                    else partitions = shorter;
                }
            }
        }
        return partitions;
    }

    private static string Printed(List<List<byte[]>> partitions) =>
        string.Concat(partitions.Select((lines, p) => $"p{p}:\n" + string.Concat(lines.Select(l => "  " + Encoding.UTF8.GetString(l) + "\n"))));
}
