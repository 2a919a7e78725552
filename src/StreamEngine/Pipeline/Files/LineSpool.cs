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
    private readonly Dictionary<long, Span> _spans = [];
    private readonly HashSet<long> _spilled = [];
    private long _bytes;

    /// <summary>Adds a line, without its end.</summary>
    public void Add(long bucket, EntityKind kind, ReadOnlySpan<byte> id, ReadOnlySpan<byte> line)
    {
        ref var span = ref CollectionsMarshal.GetValueRefOrAddDefault(_spans, bucket / spanMs, out _);
        span ??= new Span();
        var entry = span.Extend(LineEntries.SizeOf(id, line));
        LineEntries.Write(entry, bucket, kind, id, line);
        _bytes += entry.Length;
        if (_bytes > budgetBytes) Spill();
    }

    /// <summary>Writes all lines to a stream, in order, and forgets them.</summary>
    public void Drain(Stream to)
    {
        foreach (var number in _spans.Keys.Union(_spilled).Order().ToList())
        {
            var entries = Load(number);
            var order = new LineOrder(entries).Sorted();
            for (var i = 0; i < order.Length; i++)
            {
                // An entity that was forgotten and came back has two lines of one key; the later one stands.
                if (i + 1 < order.Length && entries.AreSame(order[i], order[i + 1])) continue;
                to.Write(entries.Line(order[i]));
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

    private LineEntries Load(long number)
    {
        var memory = _spans.TryGetValue(number, out var span) ? span.Entries : new LineEntries([], 0);
        if (!_spilled.Remove(number)) return memory;
        using var file = File.OpenRead(FileOf(number));
        var bytes = new byte[file.Length + memory.Length];
        file.ReadExactly(bytes, 0, (int)file.Length);
        memory.Bytes.AsSpan(0, memory.Length).CopyTo(bytes.AsSpan((int)file.Length));
        return new LineEntries(bytes, bytes.Length);
    }

    private void Spill()
    {
        Directory.CreateDirectory(folder);
        foreach (var (number, span) in _spans)
        {
            using var file = new FileStream(FileOf(number), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(span.Entries.Bytes, 0, span.Entries.Length);
            _spilled.Add(number);
        }
        _spans.Clear();
        _bytes = 0;
    }

    private string FileOf(long number) => Path.Combine(folder, number.ToString());

    /// <summary>The entries of one span of time.</summary>
    private sealed class Span
    {
        private byte[] _bytes = new byte[4096];
        private int _length;

        public LineEntries Entries => new(_bytes, _length);

        public Span<byte> Extend(int count)
        {
            if (_length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
            _length += count;
            return _bytes.AsSpan(_length - count, count);
        }
    }
}
