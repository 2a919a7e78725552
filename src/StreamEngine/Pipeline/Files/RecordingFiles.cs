using ZstdSharp;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// A recording: a file <c>p0.jsonl.zst</c>, <c>p1.jsonl.zst</c>, … for each partition. Until <see cref="Complete"/> the files carry the suffix <c>.part</c>;
/// a recording that fails or is stopped leaves none behind. One thread.
/// </summary>
public sealed class RecordingFiles : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>zstd's level 1: three quarters of what level 3 saves, at twice the speed.</summary>
    private const int Level = 1;

    private readonly string[] _paths;
    private readonly Stream?[] _files;
    private bool _completed;

    /// <summary>Creates the folder and the files; those of an earlier recording are replaced when this one completes.</summary>
    /// <exception cref="IOException">A file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public RecordingFiles(string folder, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        Directory.CreateDirectory(folder);
        _paths = [.. Enumerable.Range(0, partitions).Select(p => Path.Combine(folder, $"p{p}.jsonl.zst"))];
        _files = new Stream?[partitions];
        try
        {
            for (var p = 0; p < partitions; p++)
            {
                var file = new FileStream(Part(p), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
                _files[p] = new BufferedStream(new CompressionStream(file, Level, leaveOpen: false), BufferBytes);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The files, by partition, as they are named once complete.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Appends a line to a partition's file.</summary>
    public void Write(int partition, ReadOnlySpan<byte> line)
    {
        _files[partition]!.Write(line);
        _files[partition]!.WriteByte((byte)'\n');
    }

    /// <summary>Closes the files and gives them their names.</summary>
    public void Complete()
    {
        for (var p = 0; p < _files.Length; p++)
        {
            _files[p]!.Dispose();
            _files[p] = null;
        }
        for (var p = 0; p < _files.Length; p++) File.Move(Part(p), _paths[p], overwrite: true);
        _completed = true;
    }

    /// <summary>Closes what is open; removes the files unless they are complete.</summary>
    public void Dispose()
    {
        if (_completed) return;
        _completed = true;
        for (var p = 0; p < _files.Length; p++)
        {
            Abandon(_files[p]);
            File.Delete(Part(p));
        }
    }

    /// <summary>Packing streams write their last block when closed; on a full disk that fails too, and the first error is the one to report.</summary>
    private static void Abandon(Stream? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
        }
    }

    private string Part(int partition) => _paths[partition] + ".part";
}
