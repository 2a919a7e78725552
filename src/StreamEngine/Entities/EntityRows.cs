using System.Numerics;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>One absolute row of an entity's bucket, as a view into <see cref="EntityRows"/>.</summary>
/// <param name="kind">Kind of the entity.</param>
/// <param name="id">Id of the entity, UTF-8.</param>
/// <param name="bucket">Start of the bucket, ms since the Unix epoch.</param>
/// <param name="version">(epoch &lt;&lt; 44) | the tick that first closed after the last addition.</param>
/// <param name="mask">Which metrics are present, bit by <see cref="Metric"/>.</param>
/// <param name="values">The present metrics in ascending order of their number.</param>
/// <param name="buyers">Distinct buyers of the day; 0 in other tables.</param>
public readonly ref struct EntityRow(EntityKind kind, ReadOnlySpan<byte> id, long bucket, long version, ulong mask, ReadOnlySpan<long> values, long buyers)
{
    /// <summary>Kind of the entity.</summary>
    public readonly EntityKind Kind = kind;
    /// <summary>Id of the entity, UTF-8.</summary>
    public readonly ReadOnlySpan<byte> Id = id;
    /// <summary>Start of the bucket, ms since the Unix epoch (for days: midnight of the zone).</summary>
    public readonly long Bucket = bucket;
    /// <summary>(epoch &lt;&lt; 44) | the tick that first closed after the last addition.</summary>
    public readonly long Version = version;
    /// <summary>Which metrics are present, bit by <see cref="Metric"/>.</summary>
    public readonly ulong Mask = mask;
    /// <summary>The present metrics in ascending order of their number.</summary>
    public readonly ReadOnlySpan<long> Values = values;
    /// <summary>Distinct buyers of the day; 0 in other tables.</summary>
    public readonly long Buyers = buyers;

    /// <summary>A metric's value, 0 when it is not present.</summary>
    public long this[Metric metric]
    {
        get
        {
            var bit = Metrics.Bit(metric);
            return (Mask & bit) == 0 ? 0 : Values[BitOperations.PopCount(Mask & (bit - 1))];
        }
    }
}

/// <summary>
/// An append-only block of rows of one of the tables entity_minutes, entity_hours and entity_days, kept column by column.
/// Filled by one thread, then read by one other.
/// </summary>
public sealed class EntityRows
{
    /// <summary>Rows whose memory is kept for the next ones.</summary>
    private const int KeptRows = 4096;

    private readonly List<Header> _headers = [];
    private byte[] _ids = [];
    private long[] _values = [];
    private int _idBytes, _valueCount;

    private readonly record struct Header(EntityKind Kind, int IdStart, int IdLength, int ValueStart, long Bucket, long Version, ulong Mask, long Buyers);

    /// <summary>Rows held.</summary>
    public int Count => _headers.Count;

    /// <summary>The row at <paramref name="index"/>; valid until the block changes.</summary>
    public EntityRow this[int index]
    {
        get
        {
            var h = _headers[index];
            return new EntityRow(h.Kind, _ids.AsSpan(h.IdStart, h.IdLength), h.Bucket, h.Version, h.Mask,
                _values.AsSpan(h.ValueStart, BitOperations.PopCount(h.Mask)), h.Buyers);
        }
    }

    /// <summary>Copies a row in.</summary>
    public void Add(in EntityRow row)
    {
        Ensure(ref _ids, _idBytes + row.Id.Length);
        Ensure(ref _values, _valueCount + row.Values.Length);
        row.Id.CopyTo(_ids.AsSpan(_idBytes));
        row.Values.CopyTo(_values.AsSpan(_valueCount));
        _headers.Add(new Header(row.Kind, _idBytes, row.Id.Length, _valueCount, row.Bucket, row.Version, row.Mask, row.Buyers));
        _idBytes += row.Id.Length;
        _valueCount += row.Values.Length;
    }

    /// <summary>Copies all rows of another block in.</summary>
    public void AddRange(EntityRows other)
    {
        for (var i = 0; i < other.Count; i++) Add(other[i]);
    }

    /// <summary>
    /// Forgets all rows. Keeps the memory of usual ticks; that of the tick at which an hour or a day of everybody leaves its window is given back, since blocks
    /// are many and such ticks are few.
    /// </summary>
    public void Clear()
    {
        var isLarge = _headers.Count > KeptRows;
        _headers.Clear();
        if (isLarge) (_ids, _values, _headers.Capacity) = ([], [], 0);
        _idBytes = _valueCount = 0;
    }

    /// <summary>Most blocks stay empty - a tick without rows - and take no memory; others grow by doubling.</summary>
    private static void Ensure<T>(ref T[] array, int needed)
    {
        if (needed > array.Length) Array.Resize(ref array, Math.Max(needed, Math.Max(64, array.Length * 2)));
    }
}
