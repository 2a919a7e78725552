using System.Buffers;

namespace StreamEngine.Pipeline;

/// <summary>Where one record lies in its batch. A length of -1 is a record without a value (a tombstone).</summary>
/// <param name="Start">First byte in the batch's buffer.</param>
/// <param name="Length">Bytes of the value, -1 for none.</param>
/// <param name="Offset">Offset in the partition (in a file: the line's number from 0).</param>
/// <param name="Timestamp">The record's Kafka timestamp in ms, or <see cref="RecordBatch.NoTimestamp"/> in a file.</param>
public readonly record struct RecordRef(int Start, int Length, long Offset, long Timestamp);

/// <summary>
/// Raw records of one partition in order, in one pooled buffer, handed from a source to a lane. Whoever processes it last returns it.
/// Not thread-safe: owned by the source until it is written to the channel, by the lane afterwards.
/// </summary>
public sealed class RecordBatch : IDisposable
{
    /// <summary>Stands for a record that has no timestamp of its own.</summary>
    public const long NoTimestamp = long.MinValue;

    private byte[] _buffer;
    private RecordRef[] _records;

    /// <summary>An empty batch with room for <paramref name="bytes"/> bytes; it grows when needed.</summary>
    public RecordBatch(int bytes = 256 * 1024, int records = 1024)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(bytes);
        _records = ArrayPool<RecordRef>.Shared.Rent(records);
    }

    /// <summary>Records held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of values held.</summary>
    public int Bytes { get; private set; }

    /// <summary>The records in order.</summary>
    public ReadOnlySpan<RecordRef> Records => _records.AsSpan(0, Count);

    /// <summary>The value of a record; empty for a tombstone.</summary>
    public ReadOnlySpan<byte> Value(in RecordRef record) =>
        record.Length < 0 ? default : _buffer.AsSpan(record.Start, record.Length);

    /// <summary>Copies a record in.</summary>
    public void Add(ReadOnlySpan<byte> value, long offset, long timestamp)
    {
        if (Bytes + value.Length > _buffer.Length) GrowBuffer(Bytes + value.Length);
        value.CopyTo(_buffer.AsSpan(Bytes));
        Append(new RecordRef(Bytes, value.Length, offset, timestamp));
        Bytes += value.Length;
    }

    /// <summary>Room for at least <paramref name="bytes"/> more bytes behind those held, to be filled in place; see <see cref="Commit"/>.</summary>
    public Memory<byte> Reserve(int bytes)
    {
        if (Bytes + bytes > _buffer.Length) GrowBuffer(Bytes + bytes);
        return _buffer.AsMemory(Bytes);
    }

    /// <summary>Says that so many reserved bytes were filled.</summary>
    public void Commit(int bytes) => Bytes += bytes;

    /// <summary>All bytes held.</summary>
    public ReadOnlySpan<byte> Content => _buffer.AsSpan(0, Bytes);

    /// <summary>Makes a record of bytes that were filled in place.</summary>
    public void AddInPlace(int start, int length, long offset, long timestamp) => Append(new RecordRef(start, length, offset, timestamp));

    /// <summary>Adds a record that has no value.</summary>
    public void AddTombstone(long offset, long timestamp) => Append(new RecordRef(Bytes, -1, offset, timestamp));

    /// <summary>Gives the buffers back to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        ArrayPool<RecordRef>.Shared.Return(_records);
        _buffer = [];
        _records = [];
        Count = Bytes = 0;
    }

    private void Append(RecordRef record)
    {
        if (Count == _records.Length) GrowRecords();
        _records[Count++] = record;
    }

    private void GrowBuffer(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
        _buffer.AsSpan(0, Bytes).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void GrowRecords()
    {
        var larger = ArrayPool<RecordRef>.Shared.Rent(_records.Length * 2);
        _records.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<RecordRef>.Shared.Return(_records);
        _records = larger;
    }
}
