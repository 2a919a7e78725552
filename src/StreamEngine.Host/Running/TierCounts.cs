using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Running;

/// <summary>Where an entity stands since its last tier change.</summary>
/// <param name="Id">The entity.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="Since">The tick of the change.</param>
/// <param name="Score">Its score then.</param>
internal readonly record struct Standing(string Id, string Tier, long Since, double Score);

/// <summary>Entities that have changed tier, by the tier that they are in now. Not thread-safe.</summary>
internal sealed class TierCounts
{
    private readonly Dictionary<string, Standing>[] _standings;
    private readonly Dictionary<string, int>[] _counts;

    public TierCounts(Scorecards cards)
    {
        Scorecard[] all = [cards.Product, cards.Merchant, cards.Creator];
        _standings = [.. all.Select(_ => new Dictionary<string, Standing>())];
        _counts = [.. all.Select(card => card.TierNames.ToDictionary(name => name, _ => 0))];
    }

    /// <summary>Notes a change.</summary>
    public void Add(TierChange change)
    {
        var (standings, counts) = (_standings[(int)change.Kind], _counts[(int)change.Kind]);
        if (standings.TryGetValue(change.Id, out var before)) counts[before.Tier]--;
        standings[change.Id] = new Standing(change.Id, change.To, change.Tick, change.Score);
        counts[change.To]++;
    }

    /// <summary>How many entities each tier has, by kind and tier.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Snapshot() => _counts
        .Select((counts, kind) => (Kind: EntityKinds.Name((EntityKind)kind), Counts: new Dictionary<string, int>(counts)))
        .ToDictionary(k => k.Kind, k => (IReadOnlyDictionary<string, int>)k.Counts);

    /// <summary>The entities of a tier, latest change first.</summary>
    public IReadOnlyList<Standing> InTier(EntityKind kind, string tier, int limit) =>
        [.. _standings[(int)kind].Values.Where(s => s.Tier == tier).OrderByDescending(s => s.Since).ThenBy(s => s.Id, StringComparer.Ordinal).Take(limit)];
}
