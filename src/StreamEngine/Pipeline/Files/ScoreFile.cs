using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline.Files;

/// <summary>The final scores of a replay as JSON lines, by kind, id.</summary>
internal static class ScoreFile
{
    private const int ChunkScores = 2048;

    /// <summary>However many are asked for: more would only wait for each other, and PLINQ takes no more than 512.</summary>
    private const int MostThreads = 64;

    /// <summary>Writes a file of scores, sorted and put into words by so many threads; one chunk is written while the next is made.</summary>
    public static async Task WriteAsync(string path, IEnumerable<FinalScore> scores, int threads)
    {
        threads = Math.Min(threads, MostThreads);
        var sorted = scores.AsParallel().WithDegreeOfParallelism(threads)
            .OrderBy(s => EntityKinds.Name(s.Kind), StringComparer.Ordinal).ThenBy(s => s.Id, Utf8Order.Instance).ToArray();
        JsonText[] Texts() => [.. Enumerable.Range(0, threads).Select(_ => new JsonText())];
        var (texts, written) = (Texts(), Texts());
        var write = Task.CompletedTask;
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var next = 0; next < sorted.Length; next += threads * ChunkScores)
        {
            var (first, to) = (next, texts);
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => Write(to[i], sorted, first + i * ChunkScores));
            await write;
            write = WriteAsync(file, to);
            (texts, written) = (written, texts);
        }
        await write;
    }

    private static Task WriteAsync(FileStream file, JsonText[] texts) => Task.Run(() =>
    {
        foreach (var text in texts) file.Write(text.Written);
    });

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

    private static void Write(JsonText to, FinalScore[] scores, int first)
    {
        to.Clear();
        for (var i = first; i < Math.Min(scores.Length, first + ChunkScores); i++)
        {
            Write(to, scores[i]);
            to.EndLine();
        }
    }
}
