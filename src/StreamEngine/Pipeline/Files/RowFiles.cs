using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// The final row of every key as JSON lines, one file a table, by bucket, kind, id. Rows arrive when their bucket leaves its window or the input ends, so
/// each key comes once; they wait sorted into spans of time, on disk beyond a budget of memory, until everything is known. One thread.
/// </summary>
public sealed class RowFiles : IRowSink
{
    private readonly string _folder;
    private readonly ZoneCalendar _calendar;
    private readonly RowSpool _minutes, _hours, _days;
    private readonly ScoreSpool _scores;

    /// <param name="folder">Where the tables' files go.</param>
    /// <param name="zone">The zone whose days name the rows of entity_days.</param>
    public RowFiles(string folder, string zone)
    {
        Directory.CreateDirectory(folder);
        _folder = folder;
        _calendar = new ZoneCalendar(zone);
        const long hourMs = WindowSpans.MinuteMs * WindowSpans.HourMinutes;
        _minutes = new RowSpool(Path.Combine(folder, ".minutes"), hourMs);
        _hours = new RowSpool(Path.Combine(folder, ".hours"), hourMs);
        _days = new RowSpool(Path.Combine(folder, ".days"), 24 * hourMs);
        _scores = new ScoreSpool(Path.Combine(folder, "scores.jsonl"));
    }

    /// <summary>Never: rows leave with their bucket, or at the end.</summary>
    public bool WantsRows => false;

    /// <summary>Rows written.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        _minutes.Add(output.Minutes);
        _hours.Add(output.Hours);
        _days.Add(output.Days);
        _scores.Add(output.Scores);
        Count += output.RowCount;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken stop)
    {
        Write(_minutes, "entity_minutes", BucketAsNumber);
        Write(_hours, "entity_hours", BucketAsNumber);
        Write(_days, "entity_days", BucketAsDay);
        _scores.Complete();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _minutes.Dispose();
        _hours.Dispose();
        _days.Dispose();
        _scores.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(RowSpool spool, string table, Action<JsonText, long> bucket)
    {
        using var file = new JsonLinesFile(Path.Combine(_folder, table + ".jsonl"));
        foreach (var (rows, order) in spool.Drain())
        {
            foreach (var index in order)
            {
                Write(file.Text, rows[index], bucket);
                file.EndLine();
            }
        }
    }

    internal static void Write(JsonText to, in EntityRow row, Action<JsonText, long> bucket)
    {
        to.Object().Name("kind").Value(EntityKinds.Name(row.Kind)).Name("id").Value(row.Id).Name("bucket");
        bucket(to, row.Bucket);
        to.Name("version").Value(row.Version);
        var at = 0;
        for (var metric = 0; metric < Metrics.Count; metric++)
        {
            if ((row.Mask & Metrics.Bit((Metric)metric)) == 0) continue;
            var value = row.Values[at++];
            if (value != 0) to.Name(Metrics.Names[metric]).Value(value);
        }
        if (row.Buyers != 0) to.Name("buyers").Value(row.Buyers);
        to.EndObject();
    }

    internal static void BucketAsNumber(JsonText to, long bucket) => to.Value(bucket);

    private void BucketAsDay(JsonText to, long bucket) => to.Value(ZoneCalendar.Name(_calendar.DayOf(bucket)));
}
