using System.Buffers;
using System.Diagnostics;
using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Benchmarks;

/// <summary>Sinks that count what leaves the engine and keep nothing.</summary>
internal sealed class NoSinks : ITierChangeSink, IRowSink, IDeadLetterSink
{
    private static readonly Dictionary<string, IReadOnlyList<long>> Nowhere = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _deadLetters;

    /// <summary>How often changed rows are asked for; null: only those whose bucket leaves are taken.</summary>
    public TimeSpan? RowInterval { get; init; }

    /// <summary>Dead letters taken.</summary>
    public long DeadLetters => Interlocked.Read(ref _deadLetters);

    /// <summary>When ticks with rows or changes came.</summary>
    public EdgeTimes Edges { get; } = new();

    /// <summary>Rows taken.</summary>
    public long Rows { get; private set; }

    /// <summary>In the second half of every interval, so that each lane closes a tick in it.</summary>
    public bool WantsRows => RowInterval is { } interval && _clock.Elapsed.Ticks % interval.Ticks >= interval.Ticks / 2;

    IReadOnlyDictionary<string, IReadOnlyList<long>> ITierChangeSink.Positions => Nowhere;

    IReadOnlyDictionary<string, IReadOnlyList<long>> IDeadLetterSink.Positions => Nowhere;

    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        Edges.Add(output.Tick);
        Rows += output.RowCount;
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        Interlocked.Increment(ref _deadLetters);
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken stop) => ValueTask.CompletedTask;

    public void Capture(IBufferWriter<byte> to)
    {
    }

    public void Restore(ReadOnlySequence<byte> from)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
