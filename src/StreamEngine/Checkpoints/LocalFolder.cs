namespace StreamEngine.Checkpoints;

/// <summary>
/// A directory of this machine, or one that several machines mount. Only its owner can read it. A file is written under a temporary name, made durable, and then
/// given its own name in one step.
/// </summary>
public sealed class LocalFolder : ICheckpointFolder
{
    /// <summary>How names of unfinished files end.</summary>
    internal const string Temporary = ".tmp";

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private LocalFolder(string path) => Name = path;

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Opens a directory, and makes it when there is none.</summary>
    /// <exception cref="CheckpointFault">It cannot be made, or anybody may write to it.</exception>
    public static LocalFolder Open(string path)
    {
        var folder = new LocalFolder(Path.GetFullPath(path));
        if (folder.Do("be made", () => MakeDirectory(folder.Name)).HasFlag(UnixFileMode.OtherWrite))
            throw new CheckpointFault(CheckpointFaultKind.Storage, $"anybody may write to the checkpoint folder {folder.Name}: take that right away (chmod 700)");
        return folder;
    }

    /// <summary>The directory, when there is one.</summary>
    public static LocalFolder? Find(string path) => Directory.Exists(path) ? new LocalFolder(Path.GetFullPath(path)) : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => Do("be read", () => Directory.EnumerateFiles(Name).Select(Path.GetFileName).OfType<string>().ToList());

    /// <inheritdoc/>
    public long? LengthOf(string name) => new FileInfo(At(name)) is { Exists: true } file ? file.Length : null;

    /// <inheritdoc/>
    public byte[]? Read(string name) => Do("be read", () =>
    {
        try
        {
            return File.ReadAllBytes(At(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    });

    /// <inheritdoc/>
    public bool TryCreate(string name, IReadOnlyList<ReadOnlyMemory<byte>> content) => Do("be written", () =>
    {
        var temporary = WriteTemporary(name, content);
        try
        {
            return PosixFiles.TryLink(temporary, At(name));
        }
        finally
        {
            File.Delete(temporary);
        }
    });

    /// <inheritdoc/>
    public void Replace(string name, ReadOnlyMemory<byte> content) => Do("be written", () => File.Move(WriteTemporary(name, [content]), At(name), overwrite: true));

    /// <inheritdoc/>
    public void Delete(string name) => Do("be written", () => File.Delete(At(name)));

    /// <inheritdoc/>
    public void Sync() => Do("be written", () => PosixFiles.SyncDirectory(Name));

    private static UnixFileMode MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) throw new NotSupportedException("checkpoints rely on POSIX files");
        Directory.CreateDirectory(path, OwnersFile | UnixFileMode.UserExecute);
        return File.GetUnixFileMode(path);
    }

    private string At(string name) => Path.Combine(Name, name);

    private string WriteTemporary(string name, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        // A name of its own: of two who make the same file each has written it whole before one of them gives it its name.
        var path = At($"{name}.{Guid.NewGuid():N}{Temporary}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersFile;
            using var file = new FileStream(path, options);
            foreach (var piece in content) file.Write(piece.Span);
            file.Flush(flushToDisk: true);
            return path;
        }
        catch (IOException)
        {
            // On a full disk this is what makes room again.
            File.Delete(path);
            throw;
        }
    }

    private void Do(string what, Action action) => Do(what, () =>
    {
        action();
        return true;
    });

    private T Do<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CheckpointFault(CheckpointFaultKind.Storage, $"the checkpoint folder {Name} cannot {what}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
