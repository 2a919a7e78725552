using System.Buffers;
using StreamEngine.ClickHouse.Schema;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>The rows of one insert: one table, few partitions, bytes that never change once it is sent, so that a retry sends the same. Pooled.</summary>
internal sealed class InsertBatch(Table table, int maximumRows, int maximumBytes) : IDisposable
{
    // The server refuses a block that spans more than 100 partitions.
    private const int MaximumPartitions = 90;

    private readonly HashSet<int> _partitions = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _length;

    public Table Table => table;

    public int Rows { get; private set; }

    public int Bytes => _length;

    /// <summary>Whether no further row goes in.</summary>
    public bool IsFull => Rows >= maximumRows || _length >= maximumBytes;

    /// <summary>Copies a row in; false when it belongs to one partition too many.</summary>
    public bool TryAdd(ReadOnlySpan<byte> row, int partition)
    {
        if (!_partitions.Contains(partition))
        {
            if (_partitions.Count == MaximumPartitions) return false;
            _partitions.Add(partition);
        }
        if (_length + row.Length > _bytes.Length) Grow(_length + row.Length);
        row.CopyTo(_bytes.AsSpan(_length));
        _length += row.Length;
        Rows++;
        return true;
    }

    /// <summary>The rows from the beginning; every attempt reads its own.</summary>
    public MemoryStream Open() => new(_bytes, 0, _length, writable: false);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
