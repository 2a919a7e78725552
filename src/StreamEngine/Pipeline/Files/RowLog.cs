using System.Buffers;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Rows of a run without an end as JSON lines, one file a table, each row as it is at its time: of several with the same key the one with the highest version
/// counts. Files of an earlier run are replaced, or gone on with. Written by one task; counts may be read from anywhere.
/// </summary>
public sealed class RowLog : IRowSink
{
    private readonly ZoneCalendar _calendar;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly JsonLinesFile _minutes, _hours, _days, _scores;
    private readonly JsonLinesFile[] _files;
    private readonly Dictionary<CommerceTable, JsonLinesFile> _commerce = [];
    private readonly string _folder;
    private readonly bool _append;
    private long _written;

    /// <param name="folder">Where the tables' files go.</param>
    /// <param name="zone">The zone whose days name the rows of entity_days.</param>
    /// <param name="interval">How often changed rows are wanted.</param>
    /// <param name="time">The clock of the interval.</param>
    /// <param name="append">Whether files that are there are gone on with, not replaced.</param>
    /// <exception cref="IOException">A file cannot be made.</exception>
    public RowLog(string folder, string zone, TimeSpan interval, TimeProvider time, bool append = false)
    {
        Directory.CreateDirectory(folder);
        JsonLinesFile Table(string name) => new(Path.Combine(folder, name + ".jsonl"), append);
        _files = [_minutes = Table("entity_minutes"), _hours = Table("entity_hours"), _days = Table("entity_days"), _scores = Table("scores")];
        if (!append) foreach (var table in CommerceTables.All) File.Delete(Path.Combine(folder, table.Name + ".jsonl"));
        (_folder, _append) = (folder, append);
        _calendar = new ZoneCalendar(zone);
        _interval = interval;
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>In the second half of every interval, so that each lane is asked about once.</summary>
    public bool WantsRows => _time.GetElapsedTime(_start).Ticks % _interval.Ticks >= _interval.Ticks / 2;

    /// <summary>Rows written.</summary>
    public long Count => Interlocked.Read(ref _written);

    /// <inheritdoc/>
    public ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        Write(_minutes, output.Minutes, days: null);
        Write(_hours, output.Hours, days: null);
        Write(_days, output.Days, _calendar);
        foreach (var row in output.Scores)
        {
            RowJson.Write(_scores.Text, row);
            _scores.EndLine();
        }
        for (var i = 0; i < output.CommerceRows.Count; i++) Write(output.CommerceRows[i]);
        Interlocked.Add(ref _written, output.RowCount);
        return FlushAsync(stop);
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken stop)
    {
        foreach (var file in _files.Concat(_commerce.Values)) file.Flush();
        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing: rows are in their files when they have been taken.</summary>
    public void Capture(IBufferWriter<byte> to)
    {
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySequence<byte> from)
    {
        if (!from.IsEmpty) throw new InvalidDataException("rows that waited for another kind of sink cannot go to files");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var file in _files.Concat(_commerce.Values)) file.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(in CommerceRow row)
    {
        if (!_commerce.TryGetValue(row.Table, out var file))
            _commerce[row.Table] = file = new JsonLinesFile(Path.Combine(_folder, row.Table.Name + ".jsonl"), _append);
        RowJson.Write(file.Text, in row);
        file.EndLine();
    }

    private static void Write(JsonLinesFile file, EntityRows rows, ZoneCalendar? days)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            RowJson.Write(file.Text, rows[i], days);
            file.EndLine();
        }
    }
}
