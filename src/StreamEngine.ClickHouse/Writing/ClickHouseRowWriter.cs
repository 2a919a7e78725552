using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Entities;
using StreamEngine.Pipeline;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// Writes what leaves the engine to ClickHouse: rows wait in a bounded buffer, one per key, and a loop of its own sends them every row interval, or
/// earlier when an insert is full. An insert that fails is sent again, the same bytes, until it is acknowledged or a fault stops the writer; rows wait
/// meanwhile and the engine goes on until the buffer is full.
/// </summary>
public sealed partial class ClickHouseRowWriter : IRowSink
{
    private readonly ClickHouseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RowBuffer _buffer;
    private readonly InsertSender _sender;
    private readonly ResiliencePipeline _retry;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Task _loop;
    private readonly List<TaskCompletionSource> _flushes = [];
    private TaskCompletionSource _wake = NewSignal(), _room = NewSignal();
    private ClickHouseFault? _fault;
    private long _wantsFrom = long.MaxValue, _rowsWritten, _inserts, _retries, _durableTick = -1;
    private DateTimeOffset? _lastWritten;
    private string? _lastError;
    private ClickHouseVerdict _troubles;

    /// <summary>Starts the loop.</summary>
    /// <param name="options">Server, interval, limits.</param>
    /// <param name="zone">IANA name of the zone whose days entity_days has.</param>
    /// <param name="indicators">Ids of the scorecard's indicators, in its order, of every kind that is scored.</param>
    /// <param name="time">Clock of interval, pauses and timeouts.</param>
    /// <param name="logger">Where troubles are told.</param>
    public ClickHouseRowWriter(
        ClickHouseOptions options, string zone, IReadOnlyDictionary<EntityKind, IReadOnlyList<string>> indicators,
        TimeProvider? time = null, ILogger<ClickHouseRowWriter>? logger = null)
    {
        _options = options;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<ClickHouseRowWriter>.Instance;
        _buffer = new RowBuffer(DateTimeZoneProviders.Tzdb[zone], indicators);
        _sender = new InsertSender(options);
        _retry = Retry();
        _loop = Task.Run(LoopAsync);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// True in the second half of an interval, as long as no insert is under way: every lane reads it there about once, and the rows are sent when the
    /// interval ends. While the server is away it is false, and rows stay with the lanes, where they cost nothing.
    /// </remarks>
    public bool WantsRows => _time.GetTimestamp() >= Volatile.Read(ref _wantsFrom) && !IsFull;

    /// <summary>How it is doing.</summary>
    public ClickHouseWriterStatus Status
    {
        get
        {
            lock (_gate)
            {
                var verdict = _fault is not null ? ClickHouseVerdict.Stopped : IsFull ? ClickHouseVerdict.Full : _troubles;
                var reason = verdict == ClickHouseVerdict.Ok ? null
                    : IsFailing || _fault is not null ? _lastError
                    : "rows come faster than the server takes them";
                return new ClickHouseWriterStatus(
                    verdict, reason, _rowsWritten, _inserts, _retries, _buffer.Rows, _buffer.Bytes,
                    _lastWritten, _durableTick < 0 ? null : _durableTick, IsFailing, _lastError);
            }
        }
    }

    private bool IsFailing => _troubles != ClickHouseVerdict.Ok;

    private bool IsFull => _buffer.Rows >= _options.BufferRows || _buffer.Bytes >= _options.BufferBytes;

    /// <inheritdoc/>
    /// <exception cref="ClickHouseFault">The writer has stopped; the rows it holds are kept until it is disposed.</exception>
    public async ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        await RoomAsync(stop);
        _buffer.Add(output);
        Taken();
    }

    /// <summary>
    /// Takes a dead letter for the table dead_letters, by partition and offset, with the first 64 KiB of the record; waits while the buffer is full. From any
    /// thread.
    /// </summary>
    /// <exception cref="ClickHouseFault">The writer has stopped.</exception>
    public async ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        await RoomAsync(stop);
        _buffer.Add(letter);
        Taken();
    }

    /// <summary>
    /// Takes an observation of a partition's lag for engine_lag, in place of an older one of the same minute. Never waits: when the buffer is full or the
    /// writer has stopped it is not taken, and false is returned.
    /// </summary>
    public bool TryWrite(EngineLagRow lag)
    {
        if (IsFull || Volatile.Read(ref _fault) is not null) return false;
        _buffer.Add(lag);
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="ClickHouseFault">The writer has stopped; the rows are not durable.</exception>
    public async ValueTask FlushAsync(CancellationToken stop)
    {
        var flush = NewSignal();
        lock (_gate)
        {
            ThrowIfStopped();
            _flushes.Add(flush);
            _wake.TrySetResult();
        }
        await flush.Task.WaitAsync(stop);
    }

    /// <inheritdoc/>
    /// <remarks>Rows of a writer that has stopped are captured too.</remarks>
    public void Capture(IBufferWriter<byte> to) => _buffer.Capture(to);

    /// <inheritdoc/>
    public void Restore(ReadOnlySequence<byte> from) => _buffer.Restore(from);

    /// <summary>Ends the loop. Rows that were not flushed are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;
        await _end.CancelAsync();
        await _loop;
        _sender.Dispose();
        _buffer.Dispose();
        _end.Dispose();
    }

    private async ValueTask RoomAsync(CancellationToken stop)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                ThrowIfStopped();
                room = _room.Task;
            }
            if (!IsFull) return;
            await room.WaitAsync(stop);
        }
    }

    private void Taken()
    {
        if (_buffer.WaitingRows >= _options.InsertRows) Wake();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                await WaitAsync(_options.RowInterval);
                await SendAllAsync();
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            Stop(new ClickHouseFault("the ClickHouse writer has ended", ClickHouseFaultKind.Internal));
        }
        catch (Exception e)
        {
            var fault = ServerFaults.Of(e, _options, "an insert");
            LogStopped(fault.Message);
            Stop(fault);
        }
    }

    // Until the interval has passed, a flush is asked for, or rows for a whole insert wait. The timer starts before its half is announced: whoever reads
    // the clock half an interval after rows were first wanted finds it run out.
    private async Task WaitAsync(TimeSpan interval)
    {
        using var early = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var passed = Task.Delay(interval, _time, early.Token);
        Task wake;
        lock (_gate)
        {
            Volatile.Write(ref _wantsFrom, _time.GetTimestamp() + Ticks(interval / 2));
            wake = _flushes.Count > 0 ? Task.CompletedTask : _wake.Task;
        }
        if (_buffer.WaitingRows < _options.InsertRows) await Task.WhenAny(wake, passed);
        await early.CancelAsync();
        _end.Token.ThrowIfCancellationRequested();
    }

    private async Task SendAllAsync()
    {
        List<TaskCompletionSource> flushes;
        lock (_gate)
        {
            Volatile.Write(ref _wantsFrom, long.MaxValue);
            _wake = NewSignal();
            flushes = [.. _flushes];
            _flushes.Clear();
        }
        // What arrives from now on waits for the next time, or a steady stream would never let a flush end.
        var (upTo, tick) = _buffer.Mark();
        try
        {
            while (_buffer.Take(upTo, _options.InsertRows, _options.InsertBytes) is { } batch) await SendAsync(batch);
        }
        catch
        {
            lock (_gate) _flushes.AddRange(flushes);
            throw;
        }
        lock (_gate) _durableTick = Math.Max(_durableTick, tick);
        foreach (var flush in flushes) flush.TrySetResult();
    }

    private async Task SendAsync(InsertBatch batch)
    {
        var (rows, partitions) = (batch.Rows, batch.Partitions);
        var insert = _sender.Prepare(batch);
        try
        {
            await _retry.ExecuteAsync(static async (state, stop) => await state._sender.SendAsync(state.insert, stop), (_sender, insert), _end.Token);
        }
        catch (Exception e) when (partitions > 1 && ServerFaults.RemedyFor(e) == Remedy.Split)
        {
            LogSplit(partitions, insert.Table.Name);
            _sender.Abandon(insert);
            _buffer.PutBack();
            return;
        }
        CrashPoint.Reach(CrashPoint.AfterInsert);
        if (IsFailing) _sender.Abandon(insert);
        _buffer.Acknowledge();
        lock (_gate)
        {
            _rowsWritten += rows;
            _inserts++;
            _lastWritten = _time.GetUtcNow();
            if (IsFailing) LogRecovered(_retries);
            _troubles = ClickHouseVerdict.Ok;
            _room.TrySetResult();
            _room = NewSignal();
        }
    }

    private ResiliencePipeline Retry() => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = _options.RetryDelay,
            MaxDelay = _options.MaximumRetryDelay,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } e && !_end.IsCancellationRequested && ServerFaults.RemedyFor(e) is Remedy.Wait or Remedy.Mend),
            OnRetry = arguments => FailedAsync(arguments.Outcome.Exception!),
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = _options.InsertTimeout })
        .Build();

    private async ValueTask FailedAsync(Exception exception)
    {
        var mend = ServerFaults.RemedyFor(exception) == Remedy.Mend;
        var message = mend && await MismatchAsync() is { } mismatch ? mismatch : ServerFaults.Of(exception, _options, "an insert").Message;
        var troubles = mend ? ClickHouseVerdict.Held : ClickHouseVerdict.Waiting;
        bool differs;
        lock (_gate)
        {
            _retries++;
            _lastError = message;
            differs = _troubles != troubles;
            _troubles = troubles;
        }
        if (!differs) return;
        if (troubles == ClickHouseVerdict.Held) LogHeld(message);
        else LogRetrying(message);
    }

    // What the server says of an insert does not always name the column.
    private async Task<string?> MismatchAsync()
    {
        try
        {
            return DatabaseSchema.FaultOf(await DatabaseSchema.CompareAsync(_options, _end.Token), _options)?.Message;
        }
        catch (ClickHouseFault)
        {
            return null;
        }
    }

    private void Stop(ClickHouseFault fault)
    {
        lock (_gate)
        {
            _fault = fault;
            _lastError = fault.Message;
            foreach (var flush in _flushes) flush.TrySetException(fault);
            _flushes.Clear();
            _room.TrySetResult();
            Volatile.Write(ref _wantsFrom, long.MaxValue);
        }
    }

    private void ThrowIfStopped()
    {
        if (_fault is { } fault) throw new ClickHouseFault(fault.Message, fault.Kind, fault);
    }

    private void Wake()
    {
        lock (_gate) _wake.TrySetResult();
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "Rows wait and are sent again until they arrive. {Error}")]
    private partial void LogRetrying(string error);

    [LoggerMessage(2, LogLevel.Information, "ClickHouse takes rows again after {Retries} retries in all.")]
    private partial void LogRecovered(long retries);

    [LoggerMessage(4, LogLevel.Error, "A table does not take what the engine writes: rows wait, and are sent again until it is mended (`streamengine schema print` shows it). {Error}")]
    private partial void LogHeld(string error);

    [LoggerMessage(5, LogLevel.Warning, "The server refuses an insert of {Partitions} partitions into {Table}: it is split. Its max_partitions_per_insert_block is lower than usual.")]
    private partial void LogSplit(int partitions, string table);

    [LoggerMessage(3, LogLevel.Error, "The ClickHouse writer has stopped and keeps its rows. {Error}")]
    private partial void LogStopped(string error);
}
