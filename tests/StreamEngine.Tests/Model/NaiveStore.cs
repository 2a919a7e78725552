using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>The entities of a lane or of the merge; everything is evaluated at every tick.</summary>
internal sealed class NaiveStore(ModelRules rules, NaiveCalendar calendar)
{
    private readonly Dictionary<(string Kind, string Id), NaiveEntity> _entities = [];
    private readonly List<NaiveEntity> _forgotten = [];
    private long? _lastTick;

    public List<JsonObject> Changes { get; } = [];

    /// <summary>Those that are not forgotten.</summary>
    public IEnumerable<NaiveEntity> Entities => _entities.Values;

    public long? LastTick => _lastTick;

    public NaiveCampaigns Campaigns { get; } = new(rules);

    public IEnumerable<NaiveEntity> Everyone => _forgotten.Concat(_entities.Values);

    /// <summary>Those of a kind that are known.</summary>
    public IEnumerable<NaiveEntity> Known(string kind) => _entities.Values.Where(e => e.Kind == kind);

    public string TierOf(string kind, string id) => _entities[(kind, id)].Tier.Name;

    public void Apply(NaiveEffect effect)
    {
        var key = (effect.Kind, effect.Id);
        if (!_entities.TryGetValue(key, out var entity)) _entities.Add(key, entity = new NaiveEntity(effect.Kind, effect.Id, rules, calendar));
        entity.Apply(effect);
        Campaigns.Apply(effect);
    }

    public void Freeze(string kind, string id, bool frozen) => _entities[(kind, id)].Tier.Frozen = frozen;

    public void Close(long tick)
    {
        _lastTick = tick;
        Campaigns.Close(tick);
        foreach (var entity in _entities.Values.ToList())
        {
            if (entity.IsScored && entity.Evaluate(tick) is { } change) Changes.Add(change);
            if (!entity.HasLeft(tick)) continue;
            _forgotten.Add(entity);
            _entities.Remove((entity.Kind, entity.Id));
        }
    }

    /// <summary>Products that could have official subsidy, with their scores.</summary>
    public List<(string Id, double Score)> Candidates(long tick) =>
        [.. _entities.Values.Where(e => e.Kind == "product" && e.Latest is not null && e.IsCandidate(tick)).Select(e => (e.Id, e.Latest!.Score))];

    public IEnumerable<JsonObject> Scores() => _entities.Values.Where(e => e.IsScored).Select(e => new JsonObject
    {
        ["kind"] = e.Kind,
        ["id"] = e.Id,
        ["tick"] = _lastTick,
        ["score"] = e.Latest!.Score,
        ["rated"] = e.Latest.Rated,
        ["tier"] = e.Tier.Name,
        ["indicators"] = new JsonArray([.. e.Latest.Indicators.Select(i => new JsonObject { ["id"] = i.Id, ["value"] = i.S, ["imputed"] = i.Imputed })]),
    });
}
