using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Polly;
using Polly.Retry;
using Polly.Timeout;
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
    private bool _isFailing;

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
                return new ClickHouseWriterStatus(
                    _rowsWritten, _inserts, _retries, _buffer.Rows, _buffer.Bytes,
                    _lastWritten, _durableTick < 0 ? null : _durableTick, _isFailing, _lastError, _fault is not null);
            }
        }
    }

    private bool IsFull => _buffer.Rows >= _options.BufferRows || _buffer.Bytes >= _options.BufferBytes;

    /// <inheritdoc/>
    /// <exception cref="ClickHouseFault">The writer has stopped; the rows it holds are kept until it is disposed.</exception>
    public async ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                ThrowIfStopped();
                room = _room.Task;
            }
            if (!IsFull) break;
            await room.WaitAsync(stop);
        }
        _buffer.Add(output);
        if (_buffer.WaitingRows >= _options.InsertRows) Wake();
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
        await _retry.ExecuteAsync(static async (state, stop) => await state._sender.SendAsync(state.batch, stop), (_sender, batch), _end.Token);
        var rows = batch.Rows;
        _buffer.Acknowledge();
        lock (_gate)
        {
            _rowsWritten += rows;
            _inserts++;
            _lastWritten = _time.GetUtcNow();
            if (_isFailing) LogRecovered(_retries);
            _isFailing = false;
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
                arguments.Outcome.Exception is { } e && !_end.IsCancellationRequested && ServerFaults.IsTransient(e)),
            OnRetry = arguments =>
            {
                Failed(arguments.Outcome.Exception!);
                return ValueTask.CompletedTask;
            },
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = _options.InsertTimeout })
        .Build();

    private void Failed(Exception exception)
    {
        var message = ServerFaults.Of(exception, _options, "an insert").Message;
        bool first;
        lock (_gate)
        {
            _retries++;
            _lastError = message;
            first = !_isFailing;
            _isFailing = true;
        }
        if (first) LogRetrying(message);
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

    [LoggerMessage(3, LogLevel.Error, "The ClickHouse writer has stopped and keeps its rows. {Error}")]
    private partial void LogStopped(string error);
}
