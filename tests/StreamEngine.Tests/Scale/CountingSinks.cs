using System.Buffers;
using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Tests.Scale;

/// <summary>Sinks that count what leaves the engine and keep nothing but where dead letters came from.</summary>
internal sealed class CountingSinks(int partitions) : ITierChangeSink, IRowSink, IDeadLetterSink
{
    private static readonly Dictionary<string, IReadOnlyList<long>> Nowhere = [];
    private readonly long[] _letters = new long[partitions], _lastLetter = [.. Enumerable.Repeat(-1L, partitions)];

    /// <summary>Dead letters of a partition; each is of the offset after the last.</summary>
    public long Letters(int partition) => Interlocked.Read(ref _letters[partition]);

    /// <summary>Whether dead letters of a partition came in the order of offsets.</summary>
    public bool InOrder { get; private set; } = true;

    public bool WantsRows => true;

    IReadOnlyDictionary<string, IReadOnlyList<long>> ITierChangeSink.Positions => Nowhere;

    IReadOnlyDictionary<string, IReadOnlyList<long>> IDeadLetterSink.Positions => Nowhere;

    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(TickOutput output, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        Interlocked.Increment(ref _letters[letter.Partition]);
        if (Interlocked.Exchange(ref _lastLetter[letter.Partition], letter.Offset) >= letter.Offset) InOrder = false;
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
