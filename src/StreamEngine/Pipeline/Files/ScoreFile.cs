using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline.Files;

/// <summary>The final scores of a replay as JSON lines, by kind, id.</summary>
internal static class ScoreFile
{
    public static void Write(string path, IEnumerable<FinalScore> scores)
    {
        using var file = new JsonLinesFile(path);
        var sorted = scores.OrderBy(s => EntityKinds.Name(s.Kind), StringComparer.Ordinal).ThenBy(s => s.Id, Utf8Order.Instance);
        foreach (var score in sorted)
        {
            Write(file.Text, score);
            file.EndLine();
        }
    }

    /// <summary>Writes one score with its indicators.</summary>
    public static void Write(JsonText to, FinalScore score)
    {
        to.Object()
            .Name("kind").Value(EntityKinds.Name(score.Kind))
            .Name("id").Value(score.Id)
            .Name("tick").Value(score.Tick)
            .Name("score").Value(score.Score)
            .Name("rated").Value(score.Rated)
            .Name("tier").Value(score.Tier)
            .Name("indicators").Array();
        for (var i = 0; i < score.Indicators.Length; i++)
        {
            to.Object()
                .Name("id").Value(score.Card.IndicatorIds[i])
                .Name("value").Value(score.Indicators[i])
                .Name("imputed").Value((score.Imputed >> i & 1) != 0)
                .EndObject();
        }
        to.EndArray().EndObject();
    }
}
