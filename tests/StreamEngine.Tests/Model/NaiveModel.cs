using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>
/// The contract once more: lists, dictionaries and LINQ, slow on purpose; everything is evaluated at every tick. Output files as lists of JSON objects.
/// </summary>
internal sealed class NaiveModel(ModelRules rules)
{
    private readonly NaiveCalendar _calendar = new(rules.Engine.Zone);

    /// <summary>What the last run has left: the lanes' entities, then the merge's.</summary>
    public IReadOnlyList<NaiveStore> Stores { get; private set; } = [];

    public Dictionary<string, List<JsonObject>> Run(IEnumerable<IEnumerable<byte[]>> partitions)
    {
        var lanes = new List<NaiveLane>();
        foreach (var records in partitions)
        {
            var lane = new NaiveLane(rules, _calendar);
            foreach (var record in records) lane.Take(record);
            lane.End();
            lanes.Add(lane);
        }
        var merge = new NaiveStore(rules, _calendar);
        var pools = new NaivePools(rules);
        var ticks = lanes.SelectMany(l => l.Closed.Select(c => c.Tick)).Distinct().Order().ToList();
        var rewards = new NaiveRewards(rules, _calendar);
        var leaders = new NaiveLeaders(rules, _calendar);
        foreach (var tick in ticks)
        {
            var effects = lanes.SelectMany(l => l.Closed.Where(c => c.Tick == tick)).SelectMany(c => c.Effects).ToList();
            foreach (var effect in effects) merge.Apply(effect);
            rewards.Note(tick, effects, merge);
            merge.Close(tick);
            leaders.Note(tick, effects, merge);
            pools.Close(tick, lanes.SelectMany(l => l.Candidates.LastOrDefault(c => c.Tick <= tick).Products ?? []));
        }
        List<NaiveStore> stores = [.. lanes.Select(l => l.Store), merge];
        Stores = stores;
        var files = new Dictionary<string, List<JsonObject>>
        {
            ["summary.json"] = [Summary([.. lanes.Select(l => l.Counts)], ticks.Count > 0 ? ticks[^1] : null)],
            ["scores.jsonl"] = Sorted(stores.SelectMany(s => s.Scores()).Select(o => (0L, o))),
            ["tier-changes.jsonl"] = Sorted(stores.SelectMany(s => s.Changes).Select(c => ((long)c["tick"]!, c))),
            ["rows/handoffs.jsonl"] = ByKey(Last(lanes.SelectMany(l => l.Handoffs.Handoffs()), "merchant", "buyer", "order"), "merchant", "buyer", "order"),
            ["rows/handoff_audiences.jsonl"] = ByKey(lanes.SelectMany(l => l.Handoffs.Audiences()).Select(a => a.Row), "merchant", "room", "tick"),
            ["handoff-audiences.jsonl"] = [.. lanes.SelectMany(l => l.Handoffs.Audiences()).SelectMany(a => a.Messages).OrderBy(m => (long)m["tick"]!).ThenBy(m => (string)m["id"]!, ByteOrder.Instance)],
            ["rows/handoff_days.jsonl"] = ByKey(lanes.SelectMany(l => l.Handoffs.Days()), "day", "merchant", "held_out"),
            ["rows/creator_rewards.jsonl"] = ByKey(rewards.Rows(), "creator", "day"),
            ["rows/leader_figures.jsonl"] = ByKey(leaders.Rows, "leader", "day"),
            ["rows/scores.jsonl"] = Sorted(Last(stores.SelectMany(s => s.Everyone).SelectMany(e => e.ScoreRows.Rows()))),
        };
        var campaigns = stores.Select(s => s.Campaigns).ToList();
        files["rows/campaign_totals.jsonl"] = ByCampaign(campaigns.SelectMany(c => c.Rows()));
        files["rows/milestones.jsonl"] = ByCampaign(campaigns.SelectMany(c => c.Milestones()));
        files["milestones.jsonl"] = [.. campaigns.SelectMany(c => c.Announced).OrderBy(m => (long)m["tick"]!).ThenBy(m => (string)m["milestone_id"]!, ByteOrder.Instance)];
        files["rows/decisions.jsonl"] = [.. lanes.SelectMany(l => l.Decisions).GroupBy(d => (string)d["id"]!)
            .Select(g => g.OrderBy(d => (long)d["version"]!).Last()).OrderBy(d => (string)d["id"]!, ByteOrder.Instance)];
        files["subsidy-changes.jsonl"] = [.. pools.Changes.OrderBy(c => (long)c["tick"]!).ThenBy(c => (string)c["change_id"]!, ByteOrder.Instance)];
        foreach (var table in new[] { "entity_minutes", "entity_hours", "entity_days" })
        {
            files.Add($"rows/{table}.jsonl", Sorted(stores.SelectMany(s => s.Everyone).SelectMany(e => Rows(e, table))));
        }
        return files;
    }

    private static IEnumerable<(long Bucket, JsonObject Row)> Rows(NaiveEntity entity, string table)
    {
        foreach (var (number, bucket) in entity.Buckets[table].Where(b => b.Value.Sums.Values.Any(v => v != 0)))
        {
            var row = new JsonObject
            {
                ["kind"] = entity.Kind,
                ["id"] = entity.Id,
                ["bucket"] = table switch
                {
                    "entity_minutes" => number * 60_000,
                    "entity_hours" => number * 3_600_000,
                    _ => NaiveCalendar.Name(number),
                },
                ["version"] = bucket.Version,
            };
            foreach (var metric in NaiveEvents.Metrics.Where(m => bucket.Sums.GetValueOrDefault(m) != 0)) row[metric] = bucket.Sums[metric];
            var precision = entity.Kind is "merchant" or "creator" ? 10 : 12;
            if (bucket.Buyers.Count > 0) row["buyers"] = NaiveBuyers.Estimate(bucket.Buyers, precision);
            yield return (number, row);
        }
    }

    /// <summary>An entity that is forgotten and comes back within a minute has had two rows; the later one stands.</summary>
    private static IEnumerable<(long Minute, JsonObject Row)> Last(IEnumerable<(long Minute, JsonObject Row)> rows) =>
        rows.GroupBy(r => (r.Minute, (string)r.Row["kind"]!, (string)r.Row["id"]!)).Select(g => g.MaxBy(r => (long)r.Row["version"]!));

    /// <summary>Of rows with the same key the last one.</summary>
    private static IEnumerable<JsonObject> Last(IEnumerable<JsonObject> rows, params string[] key) =>
        rows.GroupBy(row => string.Join('\0', key.Select(column => (string)row[column]!))).Select(g => g.Last());

    private static List<JsonObject> ByKey(IEnumerable<JsonObject> rows, params string[] key)
    {
        static string Text(JsonNode node) => node.GetValueKind() == System.Text.Json.JsonValueKind.Number ? ((long)node).ToString("D19", null) : node.ToString();
        return [.. key.Skip(1).Aggregate(rows.OrderBy(r => Text(r[key[0]]!), ByteOrder.Instance), (sorted, column) => sorted.ThenBy(r => Text(r[column]!), ByteOrder.Instance))];
    }

    private static List<JsonObject> ByCampaign(IEnumerable<JsonObject> rows) =>
    [
        .. rows.OrderBy(r => (string)r["campaign"]!, ByteOrder.Instance).ThenBy(r => (string)r["kind"]!, ByteOrder.Instance).ThenBy(r => (string)r["id"]!, ByteOrder.Instance),
    ];

    private static List<JsonObject> Sorted(IEnumerable<(long First, JsonObject Object)> objects) =>
    [
        .. objects.OrderBy(o => o.First)
            .ThenBy(o => (string)o.Object["kind"]!, ByteOrder.Instance)
            .ThenBy(o => (string)o.Object["id"]!, ByteOrder.Instance)
            .Select(o => o.Object),
    ];

    private static JsonObject Summary(List<NaiveCounts> counts, long? lastTick) => new()
    {
        ["events"] = counts.Sum(c => c.Events),
        ["applied"] = counts.Sum(c => c.Applied),
        ["heartbeats"] = counts.Sum(c => c.Heartbeats),
        ["duplicate"] = counts.Sum(c => c.Duplicate),
        ["too_late"] = counts.Sum(c => c.TooLate),
        ["unknown_type"] = counts.Sum(c => c.UnknownType),
        ["dead_letters"] = new JsonObject(counts.SelectMany(c => c.DeadLetters).GroupBy(d => d.Key).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Sum(d => d.Value)))),
        ["late_minute"] = counts.Sum(c => c.LateMinute),
        ["late_hour"] = counts.Sum(c => c.LateHour),
        ["last_tick"] = lastTick,
    };
}
