using StreamEngine.Entities;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Rows of one table on their way to a sorted file: kept by span of time, and appended to one file per span when they take too much memory.
/// The memory needed at the end is that of the largest span. One thread.
/// </summary>
internal sealed class RowSpool(string folder, long spanMs) : IDisposable
{
    private const int SpillAboveRows = 500_000;

    private readonly SortedDictionary<long, EntityRows> _spans = [];
    private readonly HashSet<long> _spilled = [];
    private int _rows;

    public void Add(EntityRows rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            Span(row.Bucket / spanMs).Add(row);
        }
        _rows += rows.Count;
        if (_rows > SpillAboveRows) Spill();
    }

    /// <summary>The rows span by span in ascending order, each with the order of its rows by bucket, kind, id.</summary>
    public IEnumerable<(EntityRows Rows, int[] Order)> Drain()
    {
        foreach (var span in _spans.Keys.Union(_spilled).Order().ToList())
        {
            var rows = Span(span);
            if (_spilled.Remove(span)) Read(span, rows);
            _spans.Remove(span);
            yield return (rows, OrderOf(rows));
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static int[] OrderOf(EntityRows rows)
    {
        var order = new int[rows.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => Compare(rows[a], rows[b]));
        return order;
    }

    private static int Compare(in EntityRow a, in EntityRow b)
    {
        if (a.Bucket != b.Bucket) return a.Bucket.CompareTo(b.Bucket);
        if (a.Kind != b.Kind) return string.CompareOrdinal(EntityKinds.Name(a.Kind), EntityKinds.Name(b.Kind));
        return a.Id.SequenceCompareTo(b.Id);
    }

    private EntityRows Span(long span)
    {
        if (!_spans.TryGetValue(span, out var rows)) _spans.Add(span, rows = new EntityRows());
        return rows;
    }

    private void Spill()
    {
        Directory.CreateDirectory(folder);
        foreach (var (span, rows) in _spans)
        {
            using var writer = new BinaryWriter(new FileStream(FileOf(span), FileMode.Append));
            for (var i = 0; i < rows.Count; i++) Write(writer, rows[i]);
            _spilled.Add(span);
        }
        _spans.Clear();
        _rows = 0;
    }

    private void Read(long span, EntityRows rows)
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(FileOf(span)), 1 << 16));
        while (reader.BaseStream.Position < reader.BaseStream.Length) Read(reader, rows);
    }

    private static void Write(BinaryWriter writer, in EntityRow row)
    {
        writer.Write((byte)row.Kind);
        writer.Write((short)row.Id.Length);
        writer.Write(row.Id);
        writer.Write(row.Bucket);
        writer.Write(row.Version);
        writer.Write(row.Mask);
        writer.Write(row.Buyers);
        foreach (var value in row.Values) writer.Write(value);
    }

    private static void Read(BinaryReader reader, EntityRows rows)
    {
        var kind = (EntityKind)reader.ReadByte();
        var id = reader.ReadBytes(reader.ReadInt16());
        var (bucket, version, mask, buyers) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64(), reader.ReadInt64());
        Span<long> values = stackalloc long[System.Numerics.BitOperations.PopCount(mask)];
        foreach (ref var value in values) value = reader.ReadInt64();
        rows.Add(new EntityRow(kind, id, bucket, version, mask, values, buyers));
    }

    private string FileOf(long span) => Path.Combine(folder, span.ToString());
}
