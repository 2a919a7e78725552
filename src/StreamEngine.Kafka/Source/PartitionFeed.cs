using System.Threading.Channels;
using Confluent.Kafka;
using StreamEngine.Kafka.Lag;
using StreamEngine.Kafka.Native;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka.Source;

/// <summary>
/// One partition on its way from the client's queue to its lane: batches that the lane has no room for yet stay in hand, and meanwhile nothing is read.
/// Owned by the source's thread, but for <see cref="Lag"/>.
/// </summary>
internal sealed class PartitionFeed(int partition, PartitionQueue queue, long start, long? end) : IDisposable
{
    private readonly Queue<RecordBatch> _inHand = new();
    private readonly Lock _gate = new();
    private readonly TimestampMarks _marks = new();
    private long _position = start; // next offset to read, transaction markers included
    private long _afterLast = start; // next offset after the last record
    private long _logStart;
    private long _highWatermark;
    private long _caughtUpAt = long.MinValue;
    private long _lastTimestamp = long.MinValue;

    /// <summary>The partition's number.</summary>
    public int Partition { get; } = partition;

    /// <summary>Next offset to read.</summary>
    public long Position => _position;

    /// <summary>True when all that the log holds has been read, as far as the broker said last.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>True when everything up to the end offset has been read.</summary>
    public bool HasEnded => _position >= end;

    /// <summary>True when the lane's writer has been completed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The last error that the partition's queue told and nobody has taken yet.</summary>
    public Error? Problem { get; set; }

    /// <summary>Gives the lane what it has room for; false if something stays in hand.</summary>
    public bool HandOver(ChannelWriter<RecordBatch> lane)
    {
        while (_inHand.TryPeek(out var batch))
        {
            if (!lane.TryWrite(batch)) return false;
            _inHand.Dequeue();
        }

        if (!HasEnded || IsClosed) return true;
        IsClosed = true;
        lane.TryComplete();
        return true;
    }

    /// <summary>Reads what the queue holds, at most as many entries as <paramref name="scratch"/> has room for.</summary>
    /// <returns>Entries read, and whether an event other than a heartbeat was among them.</returns>
    public unsafe (int Count, bool Event) Read(Span<nint> scratch, int batchBytes, long now)
    {
        if (queue.IsEmpty) return default;
        var count = queue.Read(scratch);
        var entries = scratch[..count];
        var anyEvent = false;
        RecordBatch? batch = null;
        lock (_gate)
        {
            for (var i = 0; i < entries.Length; i++)
            {
                var message = (LibRdKafka.Message*)entries[i];
                if (message->Error != 0) OnSignal(message, now);
                else if (!(message->Offset >= end)) // what came after the start of a bounded run is not part of it
                {
                    batch ??= new RecordBatch(RoomFor(entries[i..], batchBytes), entries.Length - i);
                    anyEvent |= Append(batch, message);
                    if (batch.Bytes >= batchBytes) Close(ref batch);
                }
                else _position = Math.Max(_position, end.Value);

                LibRdKafka.rd_kafka_message_destroy(message);
            }

            if (batch is not null) Close(ref batch);
        }

        return (count, anyEvent);
    }

    /// <summary>Takes the ends of the log as the client last heard of them.</summary>
    public void OnWatermarks(long logStart, long highWatermark)
    {
        lock (_gate)
        {
            _logStart = Math.Max(_logStart, logStart);
            _highWatermark = Math.Max(_highWatermark, highWatermark);
        }
    }

    /// <summary>Goes on at another offset, since the one it was at is not in the log.</summary>
    public void Jump(long offset)
    {
        lock (_gate)
        {
            _position = _afterLast = offset;
            AtEnd = false;
        }
    }

    /// <summary>The lag of whoever has processed everything below <paramref name="processed"/>. From any thread.</summary>
    public PartitionLag Lag(long processed)
    {
        lock (_gate)
        {
            if (processed < _afterLast) return new(Partition, processed, _logStart, _highWatermark, _marks.At(processed));
            var known = Math.Max(_lastTimestamp, _caughtUpAt); // the next record came after both
            return new(Partition, Math.Max(processed, _position), _logStart, _highWatermark, known == long.MinValue ? null : known);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        queue.Dispose();
        foreach (var batch in _inHand) batch.Dispose();
        _inHand.Clear();
    }

    private static unsafe int RoomFor(ReadOnlySpan<nint> entries, int batchBytes)
    {
        long bytes = 0;
        foreach (var entry in entries)
        {
            var message = (LibRdKafka.Message*)entry;
            if (message->Error == 0) bytes += (long)message->Length;
            if (bytes >= batchBytes) break;
        }

        return (int)Math.Max(1, bytes);
    }

    private unsafe bool Append(RecordBatch batch, LibRdKafka.Message* message)
    {
        var timestamp = LibRdKafka.rd_kafka_message_timestamp(message, out var kind);
        if (kind == 0) timestamp = RecordBatch.NoTimestamp;
        if (batch.Count == 0) _marks.Add(message->Offset, timestamp);
        _lastTimestamp = timestamp;
        _position = _afterLast = message->Offset + 1;
        _highWatermark = Math.Max(_highWatermark, _position);
        AtEnd = false;
        if (message->Payload is null)
        {
            batch.AddTombstone(message->Offset, timestamp);
            return true;
        }

        var value = message->Value;
        batch.Add(value, message->Offset, timestamp);
        return !HeartbeatWriter.IsHeartbeat(value);
    }

    private unsafe void OnSignal(LibRdKafka.Message* message, long now)
    {
        if (message->Error == (int)ErrorCode.Local_PartitionEOF)
        {
            _position = Math.Max(_position, message->Offset);
            _highWatermark = Math.Max(_highWatermark, _position);
            _caughtUpAt = now;
            AtEnd = true;
        }
        else
        {
            Problem = new Error((ErrorCode)message->Error, System.Text.Encoding.UTF8.GetString(message->Value));
        }
    }

    private void Close(ref RecordBatch? batch)
    {
        _inHand.Enqueue(batch!);
        batch = null;
    }
}
