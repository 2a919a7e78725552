using System.Collections.Immutable;
using NodaTime;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Entities;
using StreamEngine.Pipeline;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>The waiting rows of all tables that the writer fills. Thread-safe: rows come from the pipeline, batches go to the sending loop.</summary>
internal sealed class RowBuffer(DateTimeZone zone, IReadOnlyDictionary<EntityKind, IReadOnlyList<string>> indicators)
{
    private static readonly ImmutableArray<Table> Order = [Tables.TierChanges, Tables.Scores, Tables.EntityMinutes, Tables.EntityHours, Tables.EntityDays];

    private readonly Lock _gate = new();
    private readonly RowEncoder _encoder = new(zone, indicators);
    private readonly WaitingRows[] _waiting = [.. Order.Select(_ => new WaitingRows())];
    private long _rows, _bytes, _tick = -1;

    /// <summary>Rows that wait.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Bytes that wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Stands for everything taken so far, and names its highest tick, -1 when there was none.</summary>
    public (long UpTo, long Tick) Mark()
    {
        lock (_gate) return (_encoder.Now, _tick);
    }

    /// <summary>Takes all rows of a tick.</summary>
    public void Add(TickOutput output)
    {
        lock (_gate)
        {
            _encoder.Now++;
            foreach (var change in output.Changes) _encoder.Add(change, _waiting[0]);
            foreach (var score in output.Scores) _encoder.Add(score, _waiting[1]);
            _encoder.Add(output.Minutes, Tables.EntityMinutes, _waiting[2]);
            _encoder.Add(output.Hours, Tables.EntityHours, _waiting[3]);
            _encoder.AddDays(output.Days, _waiting[4]);
            _tick = Math.Max(_tick, output.Tick);
            Count();
        }
    }

    /// <summary>Takes the next insert's rows out, of one table; null when none wait since <paramref name="upTo"/> or before.</summary>
    public InsertBatch? Take(long upTo, int maximumRows, int maximumBytes)
    {
        lock (_gate)
        {
            for (var i = 0; i < Order.Length; i++)
            {
                if (_waiting[i].Count == 0) continue;
                var batch = new InsertBatch(Order[i], maximumRows, maximumBytes);
                _waiting[i].MoveTo(batch, upTo);
                Count();
                if (batch.Rows > 0) return batch;
                batch.Dispose();
            }
            return null;
        }
    }

    private void Count()
    {
        Volatile.Write(ref _rows, _waiting.Sum(w => (long)w.Count));
        Volatile.Write(ref _bytes, _waiting.Sum(w => w.Bytes));
    }
}
