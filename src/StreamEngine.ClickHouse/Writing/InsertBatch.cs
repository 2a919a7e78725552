using System.Buffers;
using StreamEngine.ClickHouse.Schema;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>What is known of an encoded row beside its bytes.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="KeyLength">How many of them, at its beginning, are its key.</param>
/// <param name="Version">Of two rows of a key the one with the higher version counts.</param>
/// <param name="Partition">Number of the table's partition that it goes to.</param>
internal readonly record struct RowPlace(int Length, int KeyLength, ulong Version, int Partition);

/// <summary>The rows of one insert: one table, few partitions, bytes that never change once it is sent, so that a retry sends the same. Pooled.</summary>
internal sealed class InsertBatch(Table table, int maximumRows, int maximumBytes, int maximumPartitions) : IDisposable
{
    private readonly HashSet<int> _partitions = [];
    private readonly List<RowPlace> _places = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _length;

    public Table Table => table;

    public int Rows => _places.Count;

    public int Bytes => _length;

    /// <summary>Partitions of the table that the rows go to.</summary>
    public int Partitions => _partitions.Count;

    /// <summary>Whether no further row goes in.</summary>
    public bool IsFull => Rows >= maximumRows || _length >= maximumBytes;

    /// <summary>Copies a row in; false when it belongs to one partition too many.</summary>
    public bool TryAdd(ReadOnlySpan<byte> row, in RowPlace place)
    {
        if (!_partitions.Contains(place.Partition))
        {
            if (_partitions.Count == maximumPartitions) return false;
            _partitions.Add(place.Partition);
        }
        if (_length + row.Length > _bytes.Length) Grow(_length + row.Length);
        row.CopyTo(_bytes.AsSpan(_length));
        _length += row.Length;
        _places.Add(place);
        return true;
    }

    /// <summary>Hands every row to <paramref name="receiver"/>, in order.</summary>
    public void ForEach<T>(ref T receiver) where T : IRowReceiver, allows ref struct
    {
        var at = 0;
        foreach (var place in _places)
        {
            receiver.Take(_bytes.AsSpan(at, place.Length), in place);
            at += place.Length;
        }
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
