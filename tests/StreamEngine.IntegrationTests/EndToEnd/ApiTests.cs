using System.Diagnostics;
using System.Net;
using System.Text.Json;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Kafka;
using StreamEngine.Pipeline;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>The API of a running engine, asked as anyone would ask it.</summary>
public sealed class ApiTests(Brokers brokers)
{
    private static readonly Simulation Platform = new(World.Small);

    [Fact]
    public async Task Every_scored_entity_of_the_stories_explains_its_score_to_the_point()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        foreach (var story in Platform.Stories)
        {
            var entity = await GetAsync(engine, $"api/entities/{story.Kind.ToString().ToLowerInvariant()}?id={Uri.EscapeDataString(story.EntityId)}");
            var sum = entity.GetProperty("indicators").EnumerateArray().Sum(i => i.GetProperty("points").GetDouble());
            var score = sum - entity.GetProperty("penalty").GetDouble();
            if (entity.TryGetProperty("severe_cap", out var cap)) score = Math.Min(score, cap.GetDouble());
            Assert.Equal(entity.GetProperty("score").GetDouble(), Math.Max(0, score), 1e-4);
            Assert.Equal(story.EntityId, entity.GetProperty("id").GetString());
            Assert.NotEqual(0, entity.GetProperty("tick").GetInt64());
        }
    }

    [Fact]
    public async Task An_entity_that_nobody_knows_is_a_404_with_a_reason()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        foreach (var path in (string[])["api/entities/product?id=nobody", "api/entities/product?id=no%2Fbody", "api/entities/merchant?id=nobody", "api/entities/creator?id=x", "api/entities/brand?id=x"])
        {
            using var answer = await engine.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("\"error\":", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_limit_that_costs_something_is_counted_and_makes_the_verdict_degraded()
    {
        using var world = new World();
        await using var engine = await StartAsync(world, engineOptions: new EngineOptions { EntityLimit = 40 });

        var status = await GetAsync(engine, "api/status");

        Assert.NotEqual(0, status.GetProperty("limits").GetProperty("entity_refused").GetInt64());
        Assert.Equal("DEGRADED", status.GetProperty("lag").GetProperty("verdict").GetString());
        Assert.Contains(status.GetProperty("partitions").EnumerateArray(), p => p.GetProperty("verdict").GetString() == "DEGRADED");
        // It goes on all the same.
        Assert.Equal("ok\n", await engine.Http.GetStringAsync(new Uri("health/ready", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("streamengine_limits_total{limit=\"entity_refused\"} 0\n",
            await engine.Http.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_lag_changes_and_tiers_agree()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        // The last ticks are on their way to the topic when all partitions have closed them.
        await engine.UntilAsync(status => engine.Engine.View.PublishedTick == status.LastTick);
        var status = await GetAsync(engine, "api/status");
        var changes = await GetAsync(engine, "api/changes?limit=10000");
        Assert.Equal(status.GetProperty("tier_changes").GetInt64(), changes.GetArrayLength());
        Assert.Equal(4, status.GetProperty("partitions").GetArrayLength());
        Assert.Equal("OK", status.GetProperty("lag").GetProperty("verdict").GetString());
        var ticks = changes.EnumerateArray().Select(c => c.GetProperty("tick").GetInt64()).ToList();
        Assert.Equal(ticks.OrderDescending(), ticks);
        foreach (var tier in status.GetProperty("tiers").GetProperty("product").EnumerateObject())
        {
            var listed = await GetAsync(engine, $"api/entities/product?tier={tier.Name}&limit=10000");
            Assert.Equal(tier.Value.GetInt32(), listed.GetProperty("entities").GetArrayLength());
        }
        Assert.Equal(4, (await GetAsync(engine, "api/lag")).GetProperty("partitions").GetArrayLength());
        Assert.Equal("ok\n", await engine.Http.GetStringAsync(new Uri("health/ready", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Contains($"streamengine_tier_changes_total {ticks.Count}\n", await engine.Http.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outlook_names_entities_that_are_near_a_line_and_the_levers_say_what_it_takes()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        var outlook = await GetAsync(engine, "api/outlook?within=4&limit=10000");
        var entries = outlook.GetProperty("entities").EnumerateArray().ToList();
        Assert.Equal(outlook.GetProperty("total").GetInt32(), entries.Count);
        Assert.NotEmpty(entries);
        var (rises, counted) = (0, 0);
        foreach (var entry in entries)
        {
            var entity = await GetAsync(engine, $"api/entities/{entry.GetProperty("kind").GetString()}?id={Uri.EscapeDataString(entry.GetProperty("id").GetString()!)}");
            Assert.Equal(entity.GetProperty("score").GetDouble(), entry.GetProperty("score").GetDouble());
            Assert.True(entry.GetProperty("at").GetInt64() > entry.GetProperty("tick").GetInt64());
            if (entry.GetProperty("change").GetString() != "rise") continue;
            rises++;
            Assert.Equal(entity.GetProperty("next").GetProperty("points").GetDouble(), entry.GetProperty("distance").GetDouble());
            Assert.Equal(entity.GetProperty("next").GetProperty("tier").GetString(), entry.GetProperty("to").GetString());
            counted += entity.GetProperty("levers").EnumerateArray().Count(l => l.TryGetProperty("needed", out var needed) && needed.GetInt64() > 0);
        }
        Assert.True(rises > 0 && counted > 0, $"{rises} rises, {counted} levers with a number");

        var creators = await GetAsync(engine, "api/outlook?within=4&kind=creator&limit=2");
        Assert.Equal(entries.Count(e => e.GetProperty("kind").GetString() == "creator"), creators.GetProperty("total").GetInt32());
        Assert.True(creators.GetProperty("entities").GetArrayLength() <= 2);
        foreach (var wrong in (string[])["kind=brand", "limit=0", "limit=10001", "within=-1", "within=101", "within=NaN"])
        {
            using var answer = await engine.Http.GetAsync(new Uri($"api/outlook?{wrong}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(wrong.Split('=')[0], await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Matches_are_explained_to_the_point_and_a_creator_is_among_those_of_its_best_product()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        var found = 0;
        foreach (var tier in (string[])["fair", "good", "excellent"])
        {
            foreach (var creator in (await GetAsync(engine, $"api/entities/creator?tier={tier}&limit=5")).GetProperty("entities").EnumerateArray())
            {
                var id = creator.GetProperty("id").GetString()!;
                var matches = (await GetAsync(engine, $"api/matching/products?creator={Uri.EscapeDataString(id)}&limit=50")).GetProperty("matches").EnumerateArray().ToList();
                foreach (var match in matches)
                {
                    Assert.Equal(match.GetProperty("match").GetDouble(), match.GetProperty("parts").EnumerateArray().Sum(p => p.GetProperty("points").GetDouble()), 1e-6);
                    Assert.False(match.GetProperty("tier").GetString() is "L0" or "L1");
                    found++;
                }
                if (matches.Count == 0) continue;
                var best = matches[0].GetProperty("id").GetString()!;
                var back = await GetAsync(engine, $"api/matching/creators?product={Uri.EscapeDataString(best)}&limit=1000");
                var same = back.GetProperty("matches").EnumerateArray().Single(m => m.GetProperty("id").GetString() == id);
                Assert.Equal(matches[0].GetProperty("match").GetDouble(), same.GetProperty("match").GetDouble());
                var all = (await GetAsync(engine, $"api/matching/products?creator={Uri.EscapeDataString(id)}&limit=1000")).GetProperty("matches").EnumerateArray().Select(m => m.GetProperty("id").GetString());
                var offers = (await GetAsync(engine, $"api/matching/offers?creator={Uri.EscapeDataString(id)}&limit=1000")).GetProperty("matches").EnumerateArray().Select(m => m.GetProperty("id").GetString());
                if (matches.Count >= 20) Assert.Empty(offers.Except(all));
            }
        }
        Assert.True(found > 0);
        foreach (var (wrong, status) in ((string, HttpStatusCode)[])[("products", HttpStatusCode.BadRequest), ("products?creator=x&limit=0", HttpStatusCode.BadRequest), ("creators?product=x&limit=1001", HttpStatusCode.BadRequest),
            ("offers?creator=nobody", HttpStatusCode.NotFound), ("creators?product=nobody", HttpStatusCode.NotFound)])
        {
            using var answer = await engine.Http.GetAsync(new Uri($"api/matching/{wrong}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_stream_that_comes_back_with_its_last_id_goes_on_where_it_was()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        var all = engine.Engine.View.Changes.Latest(ChangeHistory.Kept).Reverse().ToList();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/changes/stream");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", all[9].ChangeId);
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8 };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(engine.Address) };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var ids = new List<string>();
        var isAnnouncement = false;
        while (ids.Count < all.Count - 10)
        {
            var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Topic.Deadline, TestContext.Current.CancellationToken);
            if (line!.StartsWith("event: ", StringComparison.Ordinal)) isAnnouncement = true;
            if (line.StartsWith("id: ", StringComparison.Ordinal) && !isAnnouncement) ids.Add(line[4..]);
            if (line.Length == 0) isAnnouncement = false;
        }
        Assert.Equal(all.Skip(10).Select(c => c.ChangeId), ids);
    }

    [Fact]
    public async Task Requests_that_name_another_host_and_requests_that_would_change_something_are_refused()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "api/status") { Headers = { Host = "evil.example" } };
        using var refused = await engine.Http.SendAsync(foreign, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var post = await engine.Http.PostAsync(new Uri("api/status", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", refused.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Fault_46_streams_beyond_the_limit_are_refused_and_a_place_that_is_left_is_free_again()
    {
        using var world = new World();
        await using var engine = await StartAsync(world, new ApiOptions { StreamClients = 2 });
        var uri = new Uri("api/changes/stream", UriKind.Relative);
        Task<HttpResponseMessage> Open() => engine.Http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var first = await Open();
        using var second = await Open();
        using (var third = await Open()) Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (second.StatusCode, third.StatusCode));
        first.Dispose();
        var clock = Stopwatch.StartNew();
        for (var status = HttpStatusCode.ServiceUnavailable; status != HttpStatusCode.OK;)
        {
            Assert.True(clock.Elapsed < Topic.Deadline, "the place was not freed");
            using var again = await Open();
            status = again.StatusCode;
        }
    }

    [Fact]
    public async Task Every_path_is_described()
    {
        using var world = new World();
        await using var engine = await StartAsync(world);
        var paths = (await GetAsync(engine, "openapi.json")).GetProperty("paths");
        string[] expected = ["/api/campaigns", "/api/campaigns/{campaign}/leaderboard/{kind}", "/api/campaigns/{campaign}/milestones", "/api/campaigns/{campaign}/subsidy", "/api/campaigns/{campaign}/totals/{kind}", "/api/changes", "/api/changes/stream", "/api/entities/{kind}", "/api/fields", "/api/handoffs/rewards", "/api/handoffs/uplift", "/api/lag", "/api/leaders", "/api/matching/creators", "/api/matching/offers", "/api/matching/products", "/api/outlook", "/api/status", "/api/too-late", "/health/live", "/health/ready", "/metrics"];
        Assert.Equal(expected, paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (var path in paths.EnumerateObject()) Assert.NotEqual("", path.Value.GetProperty("get").GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Campaigns_answer_what_a_replay_of_the_same_events_writes()
    {
        using var world = new World();
        await using var engine = await StartAsync(world, engineOptions: Campaigns());
        await engine.UntilAsync(status => engine.Engine.View.PublishedTick == status.LastTick);
        await world.ReplayAsync(World.Small, new StreamEngineOptions { Engine = Campaigns(), Scoring = ConfigurationLoader.LoadText(null, [], new Dictionary<string, string>()).Options!.Scoring });

        var listed = await GetAsync(engine, "api/campaigns");
        Assert.Equal(["programme running", "618 over"], listed.GetProperty("campaigns").EnumerateArray().Select(c => $"{c.GetProperty("id").GetString()} {c.GetProperty("state").GetString()}"));
        var rows = world.Lines("rows/campaign_totals.jsonl").Select(line => JsonDocument.Parse(line).RootElement).ToList();
        foreach (var row in rows.Where((_, i) => i % 7 == 0))
        {
            var total = (await GetAsync(engine, $"api/campaigns/{Text(row, "campaign")}/totals/{Text(row, "kind")}?id={Uri.EscapeDataString(Text(row, "id"))}")).GetProperty("total");
            foreach (var figure in (string[])["gmv", "net_gmv", "units", "orders", "refunds", "buyers"]) Assert.Equal(row.GetProperty(figure).GetInt64(), total.GetProperty(figure).GetInt64());
        }
        foreach (var by in CampaignFigures.Names)
        {
            var board = await GetAsync(engine, $"api/campaigns/618/leaderboard/creator?by={by}&limit=10");
            Assert.Equal(
                rows.Where(r => Text(r, "campaign") == "618" && Text(r, "kind") == "creator").OrderByDescending(r => r.GetProperty(by).GetInt64()).ThenBy(r => Text(r, "id"), Utf8Order.Instance).Take(10).Select(r => Text(r, "id")),
                board.GetProperty("leaders").EnumerateArray().Select(l => Text(l, "id")));
        }
        var announced = world.Lines("milestones.jsonl").Select(line => JsonDocument.Parse(line).RootElement).Where(m => Text(m, "campaign") == "programme").Select(m => $"{Text(m, "kind")}:{Text(m, "id")}").ToList();
        var milestones = await GetAsync(engine, "api/campaigns/programme/milestones?limit=10000");
        Assert.Equal(announced.Order(), milestones.GetProperty("reached").EnumerateArray().Select(m => $"{Text(m, "kind")}:{Text(m, "id")}").Order());
        Assert.Equal(announced.Count, milestones.GetProperty("progress").EnumerateArray().Sum(p => p.GetProperty("reached").GetInt32()));
        Assert.Equal(0, (await GetAsync(engine, "api/campaigns/618/subsidy")).GetProperty("total").GetInt32());
        Assert.Equal("platform", Text((await GetAsync(engine, "api/fields")).GetProperty("fields").EnumerateArray().Last(), "kind"));
        foreach (var (wrong, status) in ((string, HttpStatusCode)[])[
            ("nobody/subsidy", HttpStatusCode.NotFound), ("618/totals/creator?id=nobody", HttpStatusCode.NotFound), ("618/totals/creator", HttpStatusCode.BadRequest), ("618/totals/person?id=x", HttpStatusCode.BadRequest),
            ("618/leaderboard/creator?by=love", HttpStatusCode.BadRequest), ("618/leaderboard/creator?limit=101", HttpStatusCode.BadRequest), ("618/milestones?kind=scene", HttpStatusCode.BadRequest)])
        {
            using var answer = await engine.Http.GetAsync(new Uri($"api/campaigns/{wrong}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
            Assert.Contains("\"error\":", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/changes/stream");
        request.Headers.Add("Last-Event-ID", "from the beginning");
        using var stream = await engine.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        string? line;
        do line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        while (line != "event: milestones");
        Assert.StartsWith("id: milestones/programme:", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.StartsWith("data: {\"campaign\":\"programme\"", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task A_stop_takes_less_than_three_seconds_with_a_live_stream_open()
    {
        using var world = new World();
        var engine = await StartAsync(world);
        using var stream = await engine.Http.GetAsync(new Uri("api/changes/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        await engine.DisposeAsync();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"took {clock.Elapsed}");
    }

    private static async Task<JsonElement> GetAsync(RunningEngine engine, string path)
    {
        using var document = JsonDocument.Parse(await engine.Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }

    private static EngineOptions Campaigns() => new EngineOptions().With(
        [
            new() { Id = "programme", Start = World.Small.Opening.AddDays(-30), Milestones = true, SubsidySlots = 0 },
            new() { Id = "618", Start = World.Small.Opening.AddMilliseconds(123), End = World.Small.Opening.AddMilliseconds(70_777), SubsidySlots = 5 },
        ],
        new() { BrandNetGmv = 20_000_000, MerchantNetGmv = 10_000_000, LeaderNetGmv = 2_000_000, ProductUnits = 100 });

    private async Task<RunningEngine> StartAsync(World world, ApiOptions? api = null, EngineOptions? engineOptions = null)
    {
        var options = new StreamEngineOptions
        {
            Engine = engineOptions ?? new EngineOptions(),
            Api = api ?? new ApiOptions(),
            Kafka = await brokers.OptionsAsync(Broker.Embedded),
            Scoring = ConfigurationLoader.LoadText(null, [], new Dictionary<string, string>()).Options!.Scoring,
        };
        await World.WriteAsync(World.Small, options.Kafka with { Heartbeats = HeartbeatMode.External });
        var engine = await RunningEngine.StartAsync(options, new LiveRequest { RowsFolder = world.Folder("rows") });
        await engine.UntilAsync(status => status.Partitions.Count == 4 && status.Partitions.All(p => p.Messages == 0 && p.LastTick == status.LastTick));
        return engine;
    }
}
