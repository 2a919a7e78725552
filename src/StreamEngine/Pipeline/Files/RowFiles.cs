using System.Buffers;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// The final row of every key as JSON lines, one file a table, by bucket, kind, id. Rows arrive when their bucket leaves its window or the input ends, so
/// each key comes once, but for those of commerce tables, which sort by their keys and of which the last counts; they wait until everything is known. One thread.
/// </summary>
public sealed class RowFiles : IRowSink
{
    /// <summary>Memory in which rows wait for their file, over all tables; beyond it they wait on disk.</summary>
    private const long BudgetBytes = 256L << 20;

    private const long HourMs = WindowSpans.MinuteMs * WindowSpans.HourMinutes;

    private readonly string _folder;
    private readonly ZoneCalendar _calendar;
    private readonly LineSpool _minutes, _hours, _days, _scores;
    private readonly Dictionary<CommerceTable, LineSpool> _commerce = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly JsonText _line = new();

    /// <param name="folder">Where the tables' files go.</param>
    /// <param name="zone">The zone whose days name the rows of entity_days.</param>
    public RowFiles(string folder, string zone)
    {
        Directory.CreateDirectory(folder);
        _folder = folder;
        _calendar = new ZoneCalendar(zone);
        LineSpool Spool(string name, long spanMs) => new(Path.Combine(folder, "." + name), spanMs, BudgetBytes / 4);
        _minutes = Spool("minutes", HourMs);
        _hours = Spool("hours", HourMs);
        _days = Spool("days", 24 * HourMs);
        _scores = Spool("scores", HourMs);
    }

    /// <summary>Never: rows leave with their bucket, or at the end.</summary>
    public bool WantsRows => false;

    /// <summary>Rows written.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        for (var i = 0; i < output.Minutes.Count; i++) Add(_minutes, output.Minutes[i], days: null);
        for (var i = 0; i < output.Hours.Count; i++) Add(_hours, output.Hours[i], days: null);
        for (var i = 0; i < output.Days.Count; i++) Add(_days, output.Days[i], _calendar);
        foreach (var row in output.Scores) Add(row);
        for (var i = 0; i < output.CommerceRows.Count; i++) Add(output.CommerceRows[i]);
        Count += output.RowCount;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken stop)
    {
        Drain(_minutes, "entity_minutes");
        Drain(_hours, "entity_hours");
        Drain(_days, "entity_days");
        Drain(_scores, "scores");
        foreach (var (table, spool) in _commerce) Drain(spool, table.Name);
        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing: the files are made at the end, from every row of the whole input; a run that was broken off begins again.</summary>
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
        _minutes.Dispose();
        _hours.Dispose();
        _days.Dispose();
        _scores.Dispose();
        foreach (var spool in _commerce.Values) spool.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Drain(LineSpool spool, string table)
    {
        using var file = new BufferedStream(File.Create(Path.Combine(_folder, table + ".jsonl")), 1 << 18);
        spool.Drain(file);
    }

    private void Add(LineSpool spool, in EntityRow row, ZoneCalendar? days)
    {
        // What a decision has taken back altogether is as if it had never been.
        if (!row.Values.ContainsAnyExcept(0)) return;
        _line.Clear();
        RowJson.Write(_line, in row, days);
        spool.Add(row.Bucket, row.Kind, row.Id, _line.Written);
    }

    // A table without rows has no file: most engines use few of the commerce systems.
    private void Add(in CommerceRow row)
    {
        if (!_commerce.TryGetValue(row.Table, out var spool))
            _commerce[row.Table] = spool = new LineSpool(Path.Combine(_folder, "." + row.Table.Name), long.MaxValue, BudgetBytes / 4);
        _key.ResetWrittenCount();
        row.WriteKey(_key);
        _line.Clear();
        RowJson.Write(_line, in row);
        spool.Add(bucket: 0, EntityKind.Product, _key.WrittenSpan, _line.Written);
    }

    private void Add(ScoreRow row)
    {
        _line.Clear();
        RowJson.Write(_line, row);
        _scores.Add(row.Minute, row.Kind, Encoding.UTF8.GetBytes(row.Id), _line.Written);
    }
}
