using System.Buffers;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// The final row of every key as JSON lines, one file a table, by bucket, kind, id. Rows arrive when their bucket leaves its window or the input ends, so
/// each key comes once, but for those of commerce tables, which sort by their keys and of which the last counts; they wait until everything is known. Called by one thread at a time.
/// </summary>
public sealed class RowFiles : IRowSink
{
    /// <summary>Memory in which rows wait for their file, over all tables; beyond it they wait on disk.</summary>
    private static readonly long BudgetBytes = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16, 256L << 20, 2L << 30);

    /// <summary>Rows of a tick from which on its tables are written at the same time.</summary>
    private const int ParallelAbove = 16_384;

    private const long HourMs = WindowSpans.MinuteMs * WindowSpans.HourMinutes;

    private readonly string _folder;
    private readonly int _threads;
    private readonly ZoneCalendar _calendar;
    private readonly Table _minutes, _hours, _days, _scores;
    private readonly Dictionary<CommerceTable, Table> _commerce = [];
    private readonly Action<TickOutput>[] _entityTables;
    private readonly ArrayBufferWriter<byte> _key = new();

    /// <summary>Rows on their way to a file, and the one that is being written.</summary>
    private sealed record Table(string Name, LineSpool Spool)
    {
        public JsonText Line { get; } = new();
    }

    /// <param name="folder">Where the tables' files go.</param>
    /// <param name="zone">The zone whose days name the rows of entity_days.</param>
    /// <param name="threads">Tables that are sorted at the same time in the end.</param>
    public RowFiles(string folder, string zone, int threads = 1)
    {
        _threads = threads;
        Directory.CreateDirectory(folder);
        _folder = folder;
        _calendar = new ZoneCalendar(zone);
        _minutes = TableOf("entity_minutes", HourMs);
        _hours = TableOf("entity_hours", HourMs);
        _days = TableOf("entity_days", 24 * HourMs);
        _scores = TableOf("scores", HourMs);
        _entityTables = [t => Add(_minutes, t.Minutes, days: null), t => Add(_hours, t.Hours, days: null), t => Add(_days, t.Days, _calendar), t => Add(t.Scores)];
    }

    /// <summary>Never: rows leave with their bucket, or at the end.</summary>
    public bool WantsRows => false;

    /// <summary>Rows written.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        // Most ticks have a few rows, the last one may have millions.
        if (output.RowCount > ParallelAbove) await AddInParallelAsync(output, stop);
        else foreach (var add in _entityTables) add(output);
        for (var i = 0; i < output.CommerceRows.Count; i++) Add(output.CommerceRows[i]);
        Count += output.RowCount;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken stop) => ForEachAsync([_minutes, _hours, _days, _scores, .. _commerce.Values], Drain, stop);

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
        foreach (var table in new[] { _minutes, _hours, _days, _scores }.Concat(_commerce.Values)) table.Spool.Dispose();
        return ValueTask.CompletedTask;
    }

    private ValueTask AddInParallelAsync(TickOutput output, CancellationToken stop) => ForEachAsync(_entityTables, add => add(output), stop);

    private async ValueTask ForEachAsync<T>(IEnumerable<T> all, Action<T> action, CancellationToken stop) =>
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = stop }, (one, _) =>
        {
            action(one);
            return ValueTask.CompletedTask;
        });

    private Table TableOf(string name, long spanMs) => new(name, new LineSpool(Path.Combine(_folder, "." + name), spanMs, BudgetBytes / 4));

    private void Drain(Table table)
    {
        using var file = new BufferedStream(File.Create(Path.Combine(_folder, table.Name + ".jsonl")), 1 << 18);
        table.Spool.Drain(file);
    }

    private static void Add(Table table, EntityRows rows, ZoneCalendar? days)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            // What a decision has taken back altogether is as if it had never been.
            if (!row.Values.ContainsAnyExcept(0)) continue;
            table.Line.Clear();
            RowJson.Write(table.Line, in row, days);
            table.Spool.Add(row.Bucket, row.Kind, row.Id, table.Line.Written);
        }
    }

    // A table without rows has no file: most engines use few of the commerce systems.
    private void Add(in CommerceRow row)
    {
        if (!_commerce.TryGetValue(row.Table, out var table)) _commerce[row.Table] = table = TableOf(row.Table.Name, long.MaxValue);
        _key.ResetWrittenCount();
        row.WriteKey(_key);
        table.Line.Clear();
        RowJson.Write(table.Line, in row);
        table.Spool.Add(bucket: 0, EntityKind.Product, _key.WrittenSpan, table.Line.Written);
    }

    private void Add(List<ScoreRow> rows)
    {
        foreach (var row in rows)
        {
            _scores.Line.Clear();
            RowJson.Write(_scores.Line, row);
            _scores.Spool.Add(row.Minute, row.Kind, Encoding.UTF8.GetBytes(row.Id), _scores.Line.Written);
        }
    }
}
