using System.Buffers;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Cuts the lines of replay files into record batches: one event a line, read straight into the batch's buffer. Lines of nothing but spaces, tabs and CR
/// are skipped. A record's offset is its line's number in the sequence of files, from 0.
/// </summary>
internal sealed class FileRecords(IReadOnlyList<string> files, int batchRecords) : IDisposable
{
    private const int MaximumRead = 256 * 1024;
    private const int TypicalLine = 512;
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r"u8);

    private readonly int _read = (int)Math.Clamp((long)batchRecords * TypicalLine, 4096, MaximumRead);
    private Stream? _stream;
    private int _file;
    private long _line;
    private byte[] _rest = [];

    /// <summary>The next batch, or null at the end.</summary>
    /// <exception cref="EngineFault">A file cannot be read.</exception>
    public async ValueTask<RecordBatch?> NextAsync(CancellationToken stop)
    {
        while (_file < files.Count)
        {
            var batch = new RecordBatch(Math.Max(_rest.Length, 0) + _read);
            _rest.CopyTo(batch.Reserve(_rest.Length).Span);
            batch.Commit(_rest.Length);
            _rest = [];
            var ended = await FillAsync(batch, stop);
            Cut(batch, ended);
            if (ended && _rest.Length == 0) NextFile();
            if (batch.Count > 0) return batch;
            batch.Dispose();
        }
        return null;
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>Reads until there is a whole line at least; true at the end of the file.</summary>
    private async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken stop)
    {
        var path = files[_file];
        _stream ??= ReplayStream.Open(path);
        var searched = 0;
        try
        {
            while (true)
            {
                if (batch.Content[searched..].Contains((byte)'\n')) return false;
                searched = batch.Bytes;
                var read = await _stream.ReadAsync(batch.Reserve(_read), stop);
                if (read == 0) return true;
                batch.Commit(read);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ZstdSharp.ZstdException or UnauthorizedAccessException)
        {
            throw ReplayStream.Unreadable(path, e);
        }
    }

    private void Cut(RecordBatch batch, bool ended)
    {
        var start = 0;
        while (start < batch.Bytes && batch.Count < batchRecords)
        {
            var length = batch.Content[start..].IndexOf((byte)'\n');
            if (length < 0 && !ended) break;
            var next = length < 0 ? batch.Bytes : start + length + 1;
            if (length < 0) length = batch.Bytes - start;
            AddLine(batch, start, length);
            start = next;
        }
        if (start < batch.Bytes) _rest = batch.Content[start..].ToArray();
    }

    private void AddLine(RecordBatch batch, int start, int length)
    {
        var line = batch.Content.Slice(start, length);
        var offset = _line++;
        if (line.IndexOfAnyExcept(Blank) < 0) return;
        // CR LF ends a line as LF does.
        if (line[^1] == '\r') length--;
        batch.AddInPlace(start, length, offset, RecordBatch.NoTimestamp);
    }

    private void NextFile()
    {
        _stream?.Dispose();
        _stream = null;
        _file++;
    }
}
