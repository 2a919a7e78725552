using System.Threading.Channels;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Peers.Children;
using StreamEngine.Pipeline;

namespace StreamEngine.Peers.Reduced;

/// <summary>One partition: decodes, sums merchants and products, and hands the merge what it adds to creators. Owned by one task.</summary>
internal sealed class Lane
{
    private const long TickMs = 1000;
    private const long MinuteMs = 60_000;

    private readonly EventDecoder _decoder = new(maximumSkewMs: 300_000);
    private readonly SumTable _merchants = new();
    private readonly SumTable _products = new();
    private readonly SumTable _creators = new();
    private readonly List<(int Creator, long Minute, int Sum, long Value)> _lateCreators = [];
    private readonly SumResults _merchantResults;
    private readonly SumResults _productResults;
    private readonly ChannelWriter<CreatorPartial> _merge;
    private readonly Progress.Counter _counter;
    private readonly long _end;
    private long _nextTick = long.MinValue;
    private int _namesSent;

    public Lane(ChildOptions options, Progress.Counter counter, ChannelWriter<CreatorPartial> merge)
    {
        (_counter, _merge, _end) = (counter, merge, options.End);
        _merchantResults = new SumResults(options, "m", _merchants, null);
        _productResults = new SumResults(options, "p", _products, _merchants);
    }

    public IEnumerable<IResults> Results => [_merchantResults, _productResults];

    /// <summary>Works until its partition ends; then every window ends with the end markers' minute.</summary>
    public async Task RunAsync(ChannelReader<RecordBatch> batches, CancellationToken stop)
    {
        try
        {
            await foreach (var batch in batches.ReadAllAsync(stop))
            {
                using (batch)
                {
                    for (var from = 0; from < batch.Count;)
                    {
                        from = Process(batch, from);
                        if (from < batch.Count) await CloseAsync(_pendingTick);
                    }
                    _counter.Add(batch.Count);
                }
            }
            await CloseAsync(_end);
        }
        catch (OperationCanceledException)
        {
            // A live run ends like this.
        }
        _merge.Complete();
    }

    private long _pendingTick;

    /// <summary>Applies records until one belongs to a later tick; returns its index, with the tick to close first.</summary>
    private int Process(RecordBatch batch, int from)
    {
        var records = batch.Records;
        for (var i = from; i < records.Length; i++)
        {
            ref readonly var record = ref records[i];
            if (_decoder.Decode(batch.Value(record), record.Timestamp, out var e, out _) != DecodeOutcome.Event) continue;
            if (!FiveSums.TryOf(in e, out var sum, out var value)) continue;
            var time = e.Time;
            if (time >= _nextTick)
            {
                var next = time / TickMs * TickMs + TickMs;
                if (_nextTick != long.MinValue)
                {
                    // The first tick after event time folds what was added; when more are jumped over, the last one expires what has left.
                    _pendingTick = _merchants.Touched.Count > 0 ? _nextTick : next - TickMs;
                    return i;
                }
                _nextTick = next;
                Advance(time / MinuteMs);
            }
            Apply(in e, time, sum, value);
        }
        return records.Length;
    }

    private void Apply(in LiveEvent e, long time, int sum, long value)
    {
        var merchant = _merchants.FindOrAdd(e.Merchant, IdTable.NoParent);
        var product = _products.FindOrAdd(e.Product, merchant);
        var creator = e.Creator.IsEmpty ? -1 : _creators.FindOrAdd(e.Creator, IdTable.NoParent);
        var (minute, current) = (time / MinuteMs, (_nextTick - 1) / MinuteMs);
        if (minute != current)
        {
            _merchants.AddLate(merchant, minute, current, sum, value);
            _products.AddLate(product, minute, current, sum, value);
            if (creator >= 0) _lateCreators.Add((creator, minute, sum, value));
            return;
        }
        _merchants.Add(merchant, sum, value);
        _products.Add(product, sum, value);
        if (creator >= 0) _creators.Add(creator, sum, value);
    }

    private void Advance(long minute)
    {
        _merchants.Advance(minute);
        _products.Advance(minute);
    }

    private ValueTask CloseAsync(long tick)
    {
        if (_nextTick == long.MinValue) return default;
        var minute = (_nextTick - 1) / MinuteMs;
        _merchants.FoldTick(minute);
        _products.FoldTick(minute);
        Advance(tick / MinuteMs);
        _merchants.Emit(_merchantResults, tick);
        _products.Emit(_productResults, tick);
        var partial = TakePartial(tick, minute);
        _nextTick = tick + TickMs;
        return _merge.WriteAsync(partial);
    }

    private CreatorPartial TakePartial(long tick, long minute)
    {
        var touched = _creators.Touched;
        var partial = new CreatorPartial
        {
            Tick = tick,
            Minute = minute,
            Creators = [.. touched],
            Masks = new ulong[touched.Count],
            Values = new long[touched.Count * FiveSums.Count],
            Late = [.. _lateCreators],
            NewNames = new byte[_creators.Ids.Capacity - _namesSent][],
        };
        for (var i = 0; i < touched.Count; i++)
        {
            _creators.Row(touched[i], out partial.Masks[i]).CopyTo(partial.Values.AsSpan(i * FiveSums.Count));
        }
        for (var i = 0; i < partial.NewNames.Length; i++) partial.NewNames[i] = _creators.Ids.Name(_namesSent++).ToArray();
        _creators.ClearTick();
        _lateCreators.Clear();
        return partial;
    }
}
