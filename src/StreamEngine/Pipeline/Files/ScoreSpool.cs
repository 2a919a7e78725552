using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Score rows on their way to a file sorted by minute, kind, id. A minute is written once every owner is past it, which is when rows of a minute well
/// after it arrive; what comes later still is sorted in at the end. One thread.
/// </summary>
internal sealed class ScoreSpool(string path) : IDisposable
{
    private readonly SortedDictionary<long, List<ScoreRow>> _minutes = [];

    public void Add(List<ScoreRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_minutes.TryGetValue(row.Minute, out var minute)) _minutes.Add(row.Minute, minute = []);
            minute.Add(row);
        }
    }

    public void Complete()
    {
        using var file = new JsonLinesFile(path);
        foreach (var minute in _minutes.Values)
        {
            minute.Sort(Compare);
            foreach (var row in minute)
            {
                Write(file.Text, row);
                file.EndLine();
            }
        }
        _minutes.Clear();
    }

    public void Dispose() => _minutes.Clear();

    private static int Compare(ScoreRow a, ScoreRow b) => a.Kind != b.Kind
        ? string.CompareOrdinal(EntityKinds.Name(a.Kind), EntityKinds.Name(b.Kind))
        : Utf8Order.Compare(a.Id, b.Id);

    public static void Write(JsonText to, ScoreRow row)
    {
        to.Object()
            .Name("kind").Value(EntityKinds.Name(row.Kind))
            .Name("id").Value(row.Id)
            .Name("bucket").Value(row.Minute)
            .Name("version").Value(row.Version)
            .Name("score").Value(row.Score)
            .Name("tier").Value(row.Tier)
            .Name("rated").Value(row.Rated)
            .Name("indicators").Array();
        foreach (var s in row.Indicators) to.Value(s);
        to.EndArray().EndObject();
    }
}
