using System.Text.Json.Nodes;

namespace StreamEngine.Tests.Model;

/// <summary>The last score of every minute, where score, tier or rated differ from the row before.</summary>
internal sealed class NaiveScoreRows(string kind, string id)
{
    private readonly List<(long Minute, long Since, NaiveEvaluation Score, string Tier)> _evaluations = [];

    public void Note(long tick, NaiveEvaluation score, string tier)
    {
        var now = ((tick - 1) / 60_000 * 60_000, Since: tick, score, tier);
        // The version of a row is the tick that gave this score, tier and rating: the first of the unbroken series that ends with the minute.
        if (_evaluations.Count > 0 && State(_evaluations[^1]) == State(now)) now.Since = _evaluations[^1].Since;
        _evaluations.Add(now);
    }

    public IEnumerable<(long Minute, JsonObject Row)> Rows()
    {
        (double, bool, string)? before = null;
        foreach (var minute in _evaluations.GroupBy(e => e.Minute))
        {
            var last = minute.Last();
            var state = State(last);
            if (state == before) continue;
            before = state;
            yield return (minute.Key, new JsonObject
            {
                ["kind"] = kind,
                ["id"] = id,
                ["bucket"] = minute.Key,
                ["version"] = last.Since,
                ["score"] = last.Score.Score,
                ["tier"] = last.Tier,
                ["rated"] = last.Score.Rated,
                ["indicators"] = new JsonArray([.. last.Score.Indicators.Select(i => (JsonNode)i.S)]),
            });
        }
    }

    private static (double, bool, string) State((long Minute, long Since, NaiveEvaluation Score, string Tier) e) => (e.Score.Score, e.Score.Rated, e.Tier);
}
