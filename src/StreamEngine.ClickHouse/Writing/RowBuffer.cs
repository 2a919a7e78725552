using System.Buffers;
using System.Collections.Immutable;
using NodaTime;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Entities;
using StreamEngine.Pipeline;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// Every row that was taken and is not acknowledged: those that wait, of all tables that the writer fills, and the one insert that is under way.
/// Thread-safe: rows come from the pipeline, batches go to the sending loop.
/// </summary>
internal sealed class RowBuffer(DateTimeZone zone, IReadOnlyDictionary<EntityKind, IReadOnlyList<string>> indicators) : IDisposable
{
    // The server refuses a block that spans more than 100 partitions, unless it is told otherwise.
    private const int MaximumPartitions = 90;

    /// <summary>The tables that are written, in the order in which they are.</summary>
    public static readonly ImmutableArray<Table> Order =
        [Tables.TierChanges, Tables.Scores, Tables.EntityMinutes, Tables.EntityHours, Tables.EntityDays, Tables.DeadLetters, Tables.EngineLag, .. CommerceSchema.All];

    /// <summary>Where the commerce tables begin in <see cref="Order"/>.</summary>
    private static readonly int Commerce = Order.Length - CommerceSchema.All.Length;

    private readonly Lock _gate = new();
    private readonly RowEncoder _encoder = new(zone, indicators);
    private readonly WaitingRows[] _waiting = [.. Order.Select(_ => new WaitingRows())];
    private InsertBatch? _underWay;
    private int _maximumPartitions = MaximumPartitions;
    private long _rows, _waitingRows, _bytes, _tick = -1;

    /// <summary>Rows that wait or are under way.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Rows that wait, without those under way.</summary>
    public long WaitingRows => Volatile.Read(ref _waitingRows);

    /// <summary>Bytes of all of them.</summary>
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
            _encoder.Add(output.CommerceRows, _waiting.AsSpan(Commerce));
            _tick = Math.Max(_tick, output.Tick);
            Count();
        }
    }

    /// <summary>Takes a dead letter.</summary>
    public void Add(DeadLetter letter)
    {
        lock (_gate)
        {
            _encoder.Now++;
            _encoder.Add(letter, _waiting[5]);
            Count();
        }
    }

    /// <summary>Takes an observation of lag.</summary>
    public void Add(EngineLagRow lag)
    {
        lock (_gate)
        {
            _encoder.Now++;
            _encoder.Add(lag, _waiting[6]);
            Count();
        }
    }

    /// <summary>
    /// Takes the next insert's rows out, of one table; null when none wait since <paramref name="upTo"/> or before. It is under way, and counted, until
    /// <see cref="Acknowledge"/> or <see cref="PutBack"/>; one at a time.
    /// </summary>
    public InsertBatch? Take(long upTo, int maximumRows, int maximumBytes)
    {
        lock (_gate)
        {
            if (_underWay is not null) throw new InvalidOperationException("an insert is under way");
            for (var i = 0; i < Order.Length; i++)
            {
                if (_waiting[i].Count == 0) continue;
                var batch = new InsertBatch(Order[i], maximumRows, maximumBytes, _maximumPartitions);
                _waiting[i].MoveTo(batch, upTo);
                if (batch.Rows > 0)
                {
                    _underWay = batch;
                    Count();
                    return batch;
                }
                batch.Dispose();
            }
            return null;
        }
    }

    /// <summary>The insert under way is in its table: its rows are forgotten.</summary>
    public void Acknowledge()
    {
        lock (_gate)
        {
            _underWay?.Dispose();
            _underWay = null;
            Count();
        }
    }

    /// <summary>The rows of the insert under way wait again, as the oldest; inserts span at most half as many partitions as it did from now on.</summary>
    public void PutBack()
    {
        lock (_gate)
        {
            if (_underWay is not { } batch) return;
            _maximumPartitions = Math.Max(1, batch.Partitions / 2);
            var again = new Waiting(_waiting[Order.IndexOf(batch.Table)]);
            batch.ForEach(ref again);
            batch.Dispose();
            _underWay = null;
            Count();
        }
    }

    /// <summary>Writes every row that waits or is under way as a <see cref="WaitingBlock"/>; nothing when there are none.</summary>
    public void Capture(IBufferWriter<byte> to)
    {
        lock (_gate)
        {
            if (_rows == 0) return;
            WaitingBlock.WriteHead(to, _waiting.Count(w => w.Count > 0) + (_underWay is null ? 0 : 1), _tick);
            var writer = new WaitingBlock.Writer(to);
            for (var i = 0; i < Order.Length; i++)
            {
                if (_waiting[i].Count == 0) continue;
                WaitingBlock.WriteSection(to, Order[i], _waiting[i].Count);
                _waiting[i].ForEach(ref writer);
            }
            if (_underWay is null) return;
            WaitingBlock.WriteSection(to, _underWay.Table, _underWay.Rows);
            _underWay.ForEach(ref writer);
        }
    }

    /// <summary>Takes the rows of a block that <see cref="Capture"/> wrote; a row never replaces a newer one.</summary>
    /// <exception cref="InvalidDataException">The block cannot be read; nothing was taken.</exception>
    public void Restore(ReadOnlySequence<byte> from)
    {
        lock (_gate)
        {
            _encoder.Now++;
            var tick = WaitingBlock.Read(from, Order, (table, row, place) => _waiting[Order.IndexOf(table)].Put(row.Span, in place, _encoder.Now));
            _tick = Math.Max(_tick, tick);
            Count();
        }
    }

    public void Dispose() => Acknowledge();

    private void Count()
    {
        var waiting = _waiting.Sum(w => (long)w.Count);
        Volatile.Write(ref _waitingRows, waiting);
        Volatile.Write(ref _rows, waiting + (_underWay?.Rows ?? 0));
        Volatile.Write(ref _bytes, _waiting.Sum(w => w.Bytes) + (_underWay?.Bytes ?? 0));
    }

    private readonly struct Waiting(WaitingRows rows) : IRowReceiver
    {
        public void Take(ReadOnlySpan<byte> row, in RowPlace place) => rows.Put(row, in place, now: 0);
    }
}
