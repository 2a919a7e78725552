using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Lines on their way to a file sorted by bucket, kind, id, the last one of each key: kept by span of time, and appended to a file per span when they take too much memory.
/// What is needed at the end is memory for the largest span. One thread.
/// </summary>
/// <param name="folder">Where spans wait that memory has no room for.</param>
/// <param name="spanMs">How much time a span covers.</param>
/// <param name="budgetBytes">Bytes that wait in memory at most.</param>
internal sealed class LineSpool(string folder, long spanMs, long budgetBytes) : IDisposable
{
    /// <summary>Head of an entry: bucket, rank of the kind, lengths of id and line.</summary>
    private const int HeadBytes = 8 + 1 + 2 + 4;

    private static readonly byte[] KindRanks = RankKindsByName();

    private readonly Dictionary<long, Span> _spans = [];
    private readonly HashSet<long> _spilled = [];
    private long _bytes;

    /// <summary>Adds a line, without its end.</summary>
    public void Add(long bucket, EntityKind kind, ReadOnlySpan<byte> id, ReadOnlySpan<byte> line)
    {
        ref var span = ref CollectionsMarshal.GetValueRefOrAddDefault(_spans, bucket / spanMs, out _);
        span ??= new Span();
        var entry = span.Extend(HeadBytes + id.Length + line.Length);
        BinaryPrimitives.WriteInt64LittleEndian(entry, bucket);
        entry[8] = KindRanks[(int)kind];
        BinaryPrimitives.WriteUInt16LittleEndian(entry[9..], (ushort)id.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry[11..], line.Length);
        id.CopyTo(entry[HeadBytes..]);
        line.CopyTo(entry[(HeadBytes + id.Length)..]);
        _bytes += entry.Length;
        if (_bytes > budgetBytes) Spill();
    }

    /// <summary>Writes all lines to a stream, in order, and forgets them.</summary>
    public void Drain(Stream to)
    {
        foreach (var number in _spans.Keys.Union(_spilled).Order().ToList())
        {
            var bytes = Load(number);
            var order = OrderOf(bytes);
            for (var i = 0; i < order.Length; i++)
            {
                // An entity that was forgotten and came back has two lines of one key; the later one stands.
                if (i + 1 < order.Length && CompareKeys(bytes, order[i], order[i + 1]) == 0) continue;
                to.Write(Line(bytes, order[i]));
                to.WriteByte((byte)'\n');
            }
            _spans.Remove(number);
        }
        _bytes = 0;
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static int[] OrderOf(byte[] bytes)
    {
        var entries = new List<int>();
        for (var at = 0; at < bytes.Length; at += HeadBytes + IdLength(bytes, at) + LineLength(bytes, at)) entries.Add(at);
        var order = entries.ToArray();
        Array.Sort(order, (a, b) => CompareKeys(bytes, a, b) is var keys and not 0 ? keys : a.CompareTo(b));
        return order;
    }

    private static int CompareKeys(byte[] bytes, int a, int b)
    {
        var byBucket = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(a)).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(b)));
        if (byBucket != 0) return byBucket;
        var byKind = bytes[a + 8].CompareTo(bytes[b + 8]);
        return byKind != 0 ? byKind : Id(bytes, a).SequenceCompareTo(Id(bytes, b));
    }

    private static int IdLength(byte[] bytes, int entry) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(entry + 9));

    private static int LineLength(byte[] bytes, int entry) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(entry + 11));

    private static ReadOnlySpan<byte> Id(byte[] bytes, int entry) => bytes.AsSpan(entry + HeadBytes, IdLength(bytes, entry));

    private static ReadOnlySpan<byte> Line(byte[] bytes, int entry) =>
        bytes.AsSpan(entry + HeadBytes + IdLength(bytes, entry), LineLength(bytes, entry));

    private byte[] Load(long number)
    {
        var memory = _spans.TryGetValue(number, out var span) ? span.Written : default;
        if (!_spilled.Remove(number)) return memory.ToArray();
        using var file = File.OpenRead(FileOf(number));
        var bytes = new byte[file.Length + memory.Length];
        file.ReadExactly(bytes, 0, (int)file.Length);
        memory.CopyTo(bytes.AsSpan((int)file.Length));
        return bytes;
    }

    private void Spill()
    {
        Directory.CreateDirectory(folder);
        foreach (var (number, span) in _spans)
        {
            using var file = new FileStream(FileOf(number), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(span.Written);
            _spilled.Add(number);
        }
        _spans.Clear();
        _bytes = 0;
    }

    private string FileOf(long number) => Path.Combine(folder, number.ToString());

    private static byte[] RankKindsByName()
    {
        var byName = Enum.GetValues<EntityKind>().OrderBy(EntityKinds.Name, StringComparer.Ordinal).ToList();
        return [.. Enum.GetValues<EntityKind>().Select(kind => (byte)byName.IndexOf(kind))];
    }

    /// <summary>The entries of one span of time.</summary>
    private sealed class Span
    {
        private byte[] _bytes = new byte[4096];
        private int _length;

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

        public Span<byte> Extend(int count)
        {
            if (_length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
            _length += count;
            return _bytes.AsSpan(_length - count, count);
        }
    }
}
