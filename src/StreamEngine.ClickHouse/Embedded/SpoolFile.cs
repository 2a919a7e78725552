
namespace StreamEngine.ClickHouse.Embedded;

/// <summary>
/// An INSERT's rows on their way into the engine: the library cuts binary data in a query's text short, so they go through a file in memory.
/// Readable by this user only; removed when disposed.
/// </summary>
internal sealed class SpoolFile : IAsyncDisposable
{
    private const string Prefix = "streamengine-insert-";
    private static readonly string Folder = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();

    private SpoolFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Removes what servers that were killed left behind: files named after a process that is no more.</summary>
    public static void RemoveAbandoned()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(file)[Prefix.Length..].Split('-')[0];
            if (Directory.Exists($"/proc/{owner}")) continue;
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or gone meanwhile; it costs memory, not correctness.
            }
        }
    }

    /// <summary>Writes <paramref name="head"/> and the rest of <paramref name="body"/>.</summary>
    public static async Task<SpoolFile> WriteAsync(ReadOnlyMemory<byte> head, Stream body, CancellationToken stop)
    {
        var spool = new SpoolFile(System.IO.Path.Combine(Folder, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"));
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            await using var file = new FileStream(spool.Path, options);
            await file.WriteAsync(head, stop);
            await body.CopyToAsync(file, 1 << 20, stop);
            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(Path);
        return ValueTask.CompletedTask;
    }
}
