using System.Net;
using System.Text.Json;
using StreamEngine.Entities;
using StreamEngine.Host.Api;
using StreamEngine.Host.Running;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo;

/// <summary>Asks the engine's HTTP API. Null stands for "no answer": the engine is starting, busy, or gone, which its process tells better.</summary>
internal sealed class EngineApi(Uri address) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = Patience };

    /// <summary>The API's address.</summary>
    public Uri Address { get; } = address;

    /// <summary>How the engine is doing.</summary>
    public Task<StatusReport?> StatusAsync(CancellationToken stop) => AskAsync("api/status", json => json.Deserialize<StatusReport>(ApiJson.Options), stop);

    /// <summary>The latest tier changes, newest first.</summary>
    public Task<IReadOnlyList<TierChange>?> ChangesAsync(int limit, CancellationToken stop) =>
        AskAsync<IReadOnlyList<TierChange>>($"api/changes?limit={limit}", json => [.. json.EnumerateArray().Select(TierChangeReader.Read)], stop);

    /// <summary>An entity's tier and score now; null also when the engine has not heard of it.</summary>
    public Task<EntityStanding?> EntityAsync(EntityKind kind, string id, CancellationToken stop) => AskAsync(
        $"api/entities/{EntityKinds.Name(kind)}?id={Uri.EscapeDataString(id)}",
        json => new EntityStanding(json.GetProperty("tier").GetString()!, json.GetProperty("score").GetDouble()), stop);

    /// <summary>A campaign at a glance; null also before anything was sold within it.</summary>
    public async Task<CampaignGlance?> CampaignAsync(string id, CancellationToken stop)
    {
        var path = $"api/campaigns/{Uri.EscapeDataString(id)}";
        var campaigns = await AskAsync("api/campaigns", json => json.Deserialize<CampaignsAnswer>(ApiJson.Options), stop);
        if (campaigns?.Campaigns.FirstOrDefault(c => c.Id == id) is not { Total: { } total } campaign) return null;
        var leaders = await AskAsync($"{path}/leaderboard/creator?by=gmv&limit=3", json => json.Deserialize<LeaderboardAnswer>(ApiJson.Options), stop);
        var milestones = await AskAsync($"{path}/milestones?limit=1", json => json.Deserialize<MilestonesAnswer>(ApiJson.Options), stop);
        var subsidy = await AskAsync($"{path}/subsidy?limit=1", json => json.Deserialize<SubsidyAnswer>(ApiJson.Options), stop);
        return new CampaignGlance(
            campaign.Name.Length > 0 ? campaign.Name : campaign.Id, total.Gmv, total.Orders, total.Buyers,
            [.. (leaders?.Leaders ?? []).Select(l => (l.Id, l.Gmv))],
            [.. (milestones?.Progress ?? []).Select(p => (p.Kind, p.Reached, p.Target))],
            milestones?.Reached is [var latest, ..] ? $"{latest.Kind} {latest.Id}" : null, subsidy?.Total ?? 0);
    }

    public void Dispose() => _client.Dispose();

    private async Task<T?> AskAsync<T>(string path, Func<JsonElement, T?> read, CancellationToken stop) where T : class
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), stop);
            if (answer.StatusCode != HttpStatusCode.OK) return null;
            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: stop);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is OperationCanceledException && !stop.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>Where an entity stands.</summary>
internal sealed record EntityStanding(string Tier, double Score);
