using System.IO.Compression;

namespace StreamEngine.Pipeline.Files;

/// <summary>Opens a replay file, compressed or not.</summary>
public static class ReplayStream
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Opens <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.zst</c> for reading from its beginning to its end.</summary>
    /// <exception cref="EngineFault">The file cannot be read.</exception>
    public static Stream Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            return Path.GetExtension(path) switch
            {
                ".gz" => new BufferedStream(new GZipStream(file, CompressionMode.Decompress), BufferBytes),
                ".zst" => new ZstdSharp.DecompressionStream(file, BufferBytes, leaveOpen: false),
                _ => file,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>The fault of a file that cannot be read, or not to its end.</summary>
    public static EngineFault Unreadable(string path, Exception e) => new(FaultOrigin.External, e switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"cannot read '{path}': there is no such file",
        UnauthorizedAccessException => $"cannot read '{path}': permission denied, or it is a folder",
        _ => $"cannot read '{path}': {e.Message}",
    }, e);
}
