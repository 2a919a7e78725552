using System.Text.Json;

namespace StreamEngine.Tests.Invariants;

/// <summary>I6: the tier-change topic by itself.</summary>
internal static class TierLogRules
{
    public static IEnumerable<Violation> Check(History history)
    {
        var ids = new HashSet<string>();
        var tiers = new Dictionary<(string Kind, string Id), string>();
        var last = long.MinValue;
        foreach (var line in history.Happenings.OfType<Happening.Published>().SelectMany(p => p.Changes))
        {
            using var change = JsonDocument.Parse(line);
            string Text(string name) => change.RootElement.GetProperty(name).GetString()!;
            var entity = (Text("kind"), Text("id"));
            if (!ids.Add(Text("change_id"))) yield return new(Invariant.I06TierLogIsAChain, $"{Text("change_id")} is there twice");
            if (tiers.TryGetValue(entity, out var tier) && tier != Text("from"))
                yield return new(Invariant.I06TierLogIsAChain, $"{entity} is {tier} and changes from {Text("from")}");
            tiers[entity] = Text("to");
            var tick = change.RootElement.GetProperty("tick").GetInt64();
            if (tick < last) yield return new(Invariant.I06TierLogIsAChain, $"tick {tick} comes after {last}");
            last = tick;
        }
    }
}
