using System.Collections.Immutable;
using NodaTime;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// Encodes what leaves the engine as rows of our tables, in the order of their columns, and puts them where they wait. Used by one thread at a time.
/// </summary>
internal sealed class RowEncoder(DateTimeZone zone, IReadOnlyDictionary<EntityKind, IReadOnlyList<string>> indicators)
{
    private const long MinuteMs = 60_000, DayMs = 86_400_000;

    private static readonly ImmutableArray<Metric> MinuteMetrics = MetricsOf(Tables.EntityMinutes);
    private static readonly ImmutableArray<Metric> AllMetrics = MetricsOf(Tables.EntityHours);

    private readonly RowBytes _row = new();
    private readonly Dictionary<long, LocalDate> _days = [];

    /// <summary>What rows that are put from now on wait since; see <see cref="WaitingRows.Put"/>.</summary>
    public long Now { get; set; }

    /// <summary>Rows of entity_minutes or entity_hours.</summary>
    public void Add(EntityRows rows, Table table, WaitingRows waiting)
    {
        var metrics = table == Tables.EntityMinutes ? MinuteMetrics : AllMetrics;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            _row.Clear();
            _row.String(EntityKinds.Name(row.Kind));
            _row.DateTime(row.Bucket);
            _row.String(row.Id);
            Finish(row, metrics, withBuyers: false, waiting, MonthOf(row.Bucket));
        }
    }

    /// <summary>Rows of entity_days.</summary>
    public void AddDays(EntityRows rows, WaitingRows waiting)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var day = DayOf(row.Bucket);
            _row.Clear();
            _row.String(EntityKinds.Name(row.Kind));
            _row.Date(Period.DaysBetween(new LocalDate(1970, 1, 1), day));
            _row.String(row.Id);
            Finish(row, AllMetrics, withBuyers: true, waiting, day.Year * 12 + day.Month);
        }
    }

    /// <summary>A row of scores.</summary>
    public void Add(ScoreRow score, WaitingRows waiting)
    {
        _row.Clear();
        _row.String(EntityKinds.Name(score.Kind));
        _row.DateTime(score.Minute);
        _row.String(score.Id);
        var key = _row.Length;
        _row.UInt64((ulong)score.Version);
        _row.Float64(score.Score);
        _row.String(score.Tier);
        _row.Bool(score.Rated);
        var ids = indicators[score.Kind];
        if (ids.Count != score.Indicators.Length)
            throw new ArgumentException($"a score of a {EntityKinds.Name(score.Kind)} has {score.Indicators.Length} indicators, its scorecard {ids.Count}", nameof(score));
        _row.Array(ids.Count);
        foreach (var id in ids) _row.Element(id);
        _row.Array(score.Indicators.Length);
        foreach (var s in score.Indicators) _row.Element(s);
        _row.Array(score.Indicators.Length);
        for (var i = 0; i < score.Indicators.Length; i++) _row.Element((score.Imputed >> i & 1) != 0);
        Put(waiting, key, (ulong)score.Version, MonthOf(score.Minute));
    }

    /// <summary>A row of tier_changes.</summary>
    public void Add(TierChange change, WaitingRows waiting)
    {
        _row.Clear();
        _row.String(EntityKinds.Name(change.Kind));
        _row.DateTime64(change.Tick);
        _row.String(change.Id);
        _row.UInt32((uint)change.Epoch);
        var key = _row.Length;
        _row.String(change.ChangeId);
        _row.String(change.From);
        _row.String(change.To);
        _row.Float64(change.Score);
        _row.NullableFloat64(change.PreviousScore);
        _row.String(change.Reason);
        _row.Array(change.Indicators.Count);
        foreach (var indicator in change.Indicators) _row.Element(indicator.Id);
        _row.Array(change.Indicators.Count);
        foreach (var indicator in change.Indicators) _row.NullableElement(indicator.Before);
        _row.Array(change.Indicators.Count);
        foreach (var indicator in change.Indicators) _row.Element(indicator.After);
        _row.NullableBool(change.Benefits?.Granted);
        _row.NullableFloat64(change.Benefits?.TrafficMultiplier);
        _row.NullableBool(change.Benefits?.Tag);
        _row.NullableBool(change.Benefits?.Subsidy);
        _row.NullableBool(change.Benefits?.PriorityMatching);
        Put(waiting, key, version: 0, MonthOf(change.Tick));
    }

    /// <summary>Rows of commerce tables, each to where those of its table wait.</summary>
    public void Add(CommerceRows rows, ReadOnlySpan<WaitingRows> waiting)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var (table, key) = (row.Table, 0);
            _row.Clear();
            for (var column = 0; column < table.Columns.Length; column++)
            {
                if (column == table.KeyColumns)
                {
                    key = _row.Length;
                    if (table.IsVersioned) _row.UInt64((ulong)row.Version);
                }
                Add(in row, column);
            }
            Put(waiting[CommerceSchema.NumberOf(table)], key, (ulong)row.Version, PartitionOf(in row));
        }
    }

    /// <summary>A row of dead_letters.</summary>
    public void Add(DeadLetter letter, WaitingRows waiting)
    {
        _row.Clear();
        _row.Int32(letter.Partition);
        _row.Int64(letter.Offset);
        var key = _row.Length;
        _row.NullableDateTime64(letter.Timestamp == RecordBatch.NoTimestamp ? null : letter.Timestamp);
        _row.String(DeadLetterReasons.Name(letter.Reason));
        _row.Int64(letter.Value.Length);
        _row.String(letter.Value.AsSpan(0, Math.Min(letter.Value.Length, Tables.DeadLetterBytes)));
        Put(waiting, key, version: 0, partition: 0);
    }

    /// <summary>A row of engine_lag.</summary>
    public void Add(EngineLagRow lag, WaitingRows waiting)
    {
        _row.Clear();
        _row.Int32(lag.Partition);
        _row.DateTime(lag.ObservedAt / MinuteMs * MinuteMs);
        var key = _row.Length;
        _row.UInt64((ulong)lag.ObservedAt);
        _row.Int64(lag.Messages);
        _row.Float64(lag.Seconds);
        _row.Float64(lag.EventTimeSeconds);
        _row.DateTime64(lag.LastTick);
        _row.Bool(lag.IsSilent);
        _row.String(lag.Verdict);
        Put(waiting, key, (ulong)lag.ObservedAt, MonthOf(lag.ObservedAt));
    }

    private void Add(in CommerceRow row, int column)
    {
        switch (row.Table.Columns[column].Type)
        {
            case CommerceColumnType.Text or CommerceColumnType.Label: _row.String(row.Text(column)); break;
            case CommerceColumnType.Real: _row.Float64(row.Real(column)); break;
            case CommerceColumnType.Flag: _row.Bool(row.Flag(column)); break;
            case CommerceColumnType.Time: _row.DateTime64(row.Integer(column)); break;
            case CommerceColumnType.Day: _row.Date((int)row.Integer(column)); break;
            case CommerceColumnType.Hash: _row.String(Convert.ToHexStringLower(row.Text(column))); break;
            default: _row.Int64(row.Integer(column)); break;
        }
    }

    private static int PartitionOf(in CommerceRow row)
    {
        var column = CommerceSchema.PartitionColumn(row.Table);
        if (column < 0) return 0;
        return MonthOf(row.Table.Columns[column].Type == CommerceColumnType.Day ? row.Integer(column) * DayMs : row.Integer(column));
    }

    private void Finish(in EntityRow row, ImmutableArray<Metric> metrics, bool withBuyers, WaitingRows waiting, int partition)
    {
        var key = _row.Length;
        _row.UInt64((ulong)row.Version);
        foreach (var metric in metrics) _row.Int64(row[metric]);
        if (withBuyers) _row.Int64(row.Buyers);
        Put(waiting, key, (ulong)row.Version, partition);
    }

    private void Put(WaitingRows waiting, int keyLength, ulong version, int partition) =>
        waiting.Put(_row.Written, new RowPlace(_row.Length, keyLength, version, partition), Now);

    private LocalDate DayOf(long midnight)
    {
        if (_days.TryGetValue(midnight, out var day)) return day;
        // A handful of days is alive at a time.
        if (_days.Count > 1000) _days.Clear();
        return _days[midnight] = Instant.FromUnixTimeMilliseconds(midnight).InZone(zone).Date;
    }

    private static int MonthOf(long milliseconds)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return time.Year * 12 + time.Month;
    }

    private static ImmutableArray<Metric> MetricsOf(Table table) =>
        [.. table.Columns.Select(c => Metrics.TryParse(c.Name, out var metric) ? metric : (Metric?)null).OfType<Metric>()];
}
