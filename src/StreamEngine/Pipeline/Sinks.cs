using System.Buffers;
using StreamEngine.Commerce;
using StreamEngine.Events;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

/// <summary>Where tier changes and announcements are published: Kafka topics, or files in replay.</summary>
public interface ITierChangeSink : IAsyncDisposable
{
    /// <summary>
    /// Publishes the facts of one whole tick, or of several when the engine is behind, together, and returns when they are acknowledged. Ticks come in
    /// ascending order; <paramref name="tick"/> is the last of them.
    /// </summary>
    ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop);

    /// <summary>By topic and partition the next offset after everything published so far; empty where there are no topics. To be read between ticks.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; }
}

/// <summary>Where aggregate rows go: ClickHouse, or JSON lines.</summary>
public interface IRowSink : IAsyncDisposable
{
    /// <summary>
    /// True when the sink has room and its row interval has passed: lanes and the merge then hand over every row that changed since the last time,
    /// at their next tick. Otherwise rows stay with them, a newer one in place of the older, and only those whose bucket leaves its ring are handed over.
    /// Read at every tick from several threads; must be cheap.
    /// </summary>
    bool WantsRows { get; }

    /// <summary>Takes a tick's rows; waits while the buffer is full. Rows of a key replace older ones with a lower version.</summary>
    ValueTask WriteAsync(TickOutput output, CancellationToken stop);

    /// <summary>Returns when all rows taken so far are durable.</summary>
    ValueTask FlushAsync(CancellationToken stop);

    /// <summary>
    /// Writes everything that was taken and is not durable yet as one block of bytes that only this kind of sink understands; nothing when a sink makes rows
    /// durable as it takes them. A copy of what waits, no more; between two calls of <see cref="WriteAsync"/>, while rows go on being sent. Whatever becomes
    /// durable meanwhile may be in the block all the same: rows are absolute.
    /// </summary>
    void Capture(IBufferWriter<byte> to);

    /// <summary>Takes the rows of a block that <see cref="Capture"/> wrote, before any other row. They wait as if they had just been taken.</summary>
    /// <exception cref="InvalidDataException">The block is damaged, or of a version or of tables that this program does not have. Nothing was taken.</exception>
    void Restore(ReadOnlySequence<byte> from);
}

/// <summary>A record that failed a check of the event contract.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset (in a file: the line's number from 0).</param>
/// <param name="Timestamp">Its Kafka timestamp in ms, or <see cref="RecordBatch.NoTimestamp"/>.</param>
/// <param name="Reason">The check that failed.</param>
/// <param name="Value">The original bytes.</param>
public sealed record DeadLetter(int Partition, long Offset, long Timestamp, DeadLetterReason Reason, byte[] Value);

/// <summary>Where dead letters are kept: a Kafka topic, or a file in replay.</summary>
public interface IDeadLetterSink : IAsyncDisposable
{
    /// <summary>Takes a dead letter; waits while too many are unacknowledged. Called by several lanes at once.</summary>
    ValueTask WriteAsync(DeadLetter letter, CancellationToken stop);

    /// <summary>Returns when all dead letters taken so far are acknowledged.</summary>
    ValueTask FlushAsync(CancellationToken stop);

    /// <summary>By topic and partition the next offset after every dead letter acknowledged so far; empty where there are no topics. From any thread.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; }
}
