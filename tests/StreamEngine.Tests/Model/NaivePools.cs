using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>The pools of official subsidy, ranked at the first tick at or after each multiple of ten seconds.</summary>
internal sealed class NaivePools(ModelRules rules)
{
    private readonly Dictionary<string, Dictionary<string, double>> _pools = [];
    private long? _last;

    public List<JsonObject> Changes { get; } = [];

    public void Close(long tick, IEnumerable<(string Id, double Score)> candidates)
    {
        if (_last is { } last && last / 10_000 == tick / 10_000) return;
        _last = tick;
        var ranking = candidates.OrderByDescending(c => c.Score).ThenBy(c => c.Id, ByteOrder.Instance).ToList();
        foreach (var campaign in rules.Engine.Campaigns)
        {
            var runs = campaign.Start!.Value.ToUnixTimeMilliseconds() <= tick && (campaign.End is null || tick < campaign.End.Value.ToUnixTimeMilliseconds());
            var before = _pools.GetValueOrDefault(campaign.Id) ?? [];
            var after = ranking.Take(runs ? campaign.SubsidySlots : 0).ToDictionary(c => c.Id, c => c.Score);
            foreach (var (id, score) in before.Where(b => !after.ContainsKey(b.Key))) Add(campaign.Id, id, tick, false, 0, score);
            foreach (var (id, score) in after.Where(a => !before.ContainsKey(a.Key))) Add(campaign.Id, id, tick, true, ranking.FindIndex(c => c.Id == id) + 1, score);
            _pools[campaign.Id] = after;
        }
    }

    private void Add(string campaign, string id, long tick, bool entered, int rank, double score) => Changes.Add(new JsonObject
    {
        ["campaign"] = campaign,
        ["kind"] = "product",
        ["id"] = id,
        ["change_id"] = $"{campaign}:product:{id}:0:{tick}",
        ["epoch"] = 0,
        ["tick"] = tick,
        ["entered"] = entered,
        ["rank"] = rank,
        ["score"] = score,
    });
}
