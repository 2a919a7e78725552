using System.Globalization;
using System.IO.Compression;
using ZstdSharp;

namespace StreamEngine.Simulator.Output;

/// <summary>
/// Writes each partition to its own file: <c>p0.jsonl</c>, <c>p1.jsonl</c>, … Until <see cref="Complete"/> the files carry the suffix <c>.part</c>;
/// a run that fails or is stopped leaves none behind.
/// </summary>
public sealed class PartitionFiles : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>zstd's level 1: three quarters of what level 3 saves, at twice the speed.</summary>
    private const int ZstandardLevel = 1;

    private readonly string[] _paths;
    private readonly Stream?[] _files;
    private readonly byte[][] _buffers;
    private readonly int[] _filled;
    private bool _completed;

    /// <summary>Creates the folder and the files; files of an earlier run are replaced when this one completes.</summary>
    /// <exception cref="IOException">A file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public PartitionFiles(string folder, int partitions, FileCompression compression)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        Directory.CreateDirectory(folder);
        string extension = compression switch { FileCompression.Gzip => ".jsonl.gz", FileCompression.Zstandard => ".jsonl.zst", _ => ".jsonl" };
        _paths = [.. Enumerable.Range(0, partitions).Select(p => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"p{p}{extension}")))];
        _files = new Stream?[partitions];
        _buffers = new byte[partitions][];
        _filled = new int[partitions];
        try
        {
            for (int p = 0; p < partitions; p++)
            {
                _files[p] = Open(_paths[p] + ".part", compression);
                _buffers[p] = new byte[BufferBytes];
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

    /// <summary>Runs a whole simulation into files.</summary>
    /// <param name="simulation">Not yet stepped.</param>
    /// <param name="options">Its options.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="compression">How they are packed.</param>
    /// <param name="stop">Stops it; nothing is left behind then.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(
        Simulation simulation, SimulatorOptions options, string folder, FileCompression compression, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(options);
        using var files = new PartitionFiles(folder, options.Partitions, compression);
        for (int n = 0; simulation.TryNext(out SimulatedRecord record); n++)
        {
            files.Accept(in record);
            if ((n & 4095) == 0) stop.ThrowIfCancellationRequested();
        }
        files.Complete();
        return files.Paths;
    }

    /// <summary>Appends a record to its partition's file; fits <see cref="RecordSink"/>.</summary>
    /// <returns>Always true.</returns>
    public bool Accept(in SimulatedRecord record)
    {
        int p = record.Partition, length = record.Value.Length + 1;
        if (_filled[p] + length > BufferBytes) Flush(p);
        Span<byte> room = _buffers[p].AsSpan(_filled[p], length);
        record.Value.CopyTo(room);
        room[^1] = (byte)'\n';
        _filled[p] += length;
        return true;
    }

    /// <summary>Closes the files and gives them their names.</summary>
    public void Complete()
    {
        for (int p = 0; p < _files.Length; p++)
        {
            Flush(p);
            _files[p]!.Dispose();
            _files[p] = null;
        }
        foreach (string path in _paths) File.Move(path + ".part", path, overwrite: true);
        _completed = true;
    }

    /// <summary>Closes what is open; removes the files unless they are complete.</summary>
    public void Dispose()
    {
        if (_completed) return;
        _completed = true;
        for (int p = 0; p < _files.Length; p++)
        {
            Abandon(_files[p]);
            File.Delete(_paths[p] + ".part");
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

    private static Stream Open(string path, FileCompression compression)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        return compression switch
        {
            FileCompression.Gzip => new GZipStream(file, CompressionLevel.Fastest),
            FileCompression.Zstandard => new CompressionStream(file, ZstandardLevel, leaveOpen: false),
            _ => file,
        };
    }

    private void Flush(int p)
    {
        _files[p]!.Write(_buffers[p], 0, _filled[p]);
        _filled[p] = 0;
    }
}
