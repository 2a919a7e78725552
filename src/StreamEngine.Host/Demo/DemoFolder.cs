namespace StreamEngine.Host.Demo;

/// <summary>
/// The temporary folder of a demo, removed with it. What a killed demo left behind is removed by the next one: the lock on a file in it dies with its owner.
/// </summary>
internal sealed class DemoFolder : IDisposable
{
    private const string Prefix = "streamengine-demo-";
    private const string LockName = "lock";
    private readonly FileStream _lock;

    private DemoFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes a folder that only this user can read.</summary>
    public static DemoFolder Create()
    {
        RemoveAbandoned();
        var path = Directory.CreateTempSubdirectory(Prefix).FullName;
        return new DemoFolder(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    }

    /// <summary>A folder in it, made now.</summary>
    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <summary>Removes the folder and everything in it.</summary>
    public void Dispose()
    {
        Remove(Path);
        _lock.Dispose();
    }

    private static void RemoveAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                // No lock file yet: its owner is just making it, or it is not ours. Either way it is not abandoned.
                using (new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None)) Remove(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another demo's, alive, or another user's.
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A killed child may still be writing for a moment; the next demo removes the rest.
        }
    }
}
