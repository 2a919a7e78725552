using System.Runtime.InteropServices;

namespace StreamEngine.Checkpoints;

/// <summary>Two things that the runtime's file classes cannot do.</summary>
internal static partial class PosixFiles
{
    private const int FileExists = 17; // EEXIST
    private const int CloseOnExecute = 0x80000; // O_CLOEXEC, with which a directory can be opened for reading

    /// <summary>Gives a file another name, atomically; false when the name is taken.</summary>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static bool TryLink(string file, string name)
    {
        if (Link(file, name) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == FileExists ? false : throw Failure(error, name);
    }

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static void SyncDirectory(string path)
    {
        var directory = Open(path, CloseOnExecute);
        if (directory < 0) throw Failure(Marshal.GetLastPInvokeError(), path);
        try
        {
            if (Synchronize(directory) != 0) throw Failure(Marshal.GetLastPInvokeError(), path);
        }
        finally
        {
            _ = Close(directory);
        }
    }

    private static IOException Failure(int error, string path) => new($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
