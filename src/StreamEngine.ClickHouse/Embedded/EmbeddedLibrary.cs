using System.Runtime.InteropServices;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>Finds libchdb, which the build fetches once and which is used where it lies.</summary>
public static class EmbeddedLibrary
{
    /// <summary>Environment variable that names the library's file and wins over every search.</summary>
    public const string PathVariable = "STREAMENGINE_CHDB_LIBRARY";

    private const string FileName = "libchdb.so";
    private static readonly string Package = Path.Combine("node_modules", "@chdb", "lib-linux-x64-gnu", FileName);

    /// <summary>
    /// The library's path: that of <see cref="PathVariable"/>, else beside the program, else in the node_modules of the folders above it
    /// (a package next to the program, or the source tree that the build fetched into).
    /// </summary>
    /// <param name="path">The file, when found.</param>
    /// <param name="missing">When not found: one line that says what is missing and what to do.</param>
    public static bool TryFind(out string path, out string missing)
    {
        missing = "";
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            path = "";
            missing = "the embedded ClickHouse runs on Linux x64 only; give the address of a ClickHouse server instead";
            return false;
        }
        var named = Environment.GetEnvironmentVariable(PathVariable);
        if (!string.IsNullOrEmpty(named))
        {
            path = named;
            if (File.Exists(named)) return true;
            missing = $"{PathVariable} names {named}, which does not exist";
            return false;
        }
        foreach (var candidate in Candidates())
        {
            path = candidate;
            if (File.Exists(candidate)) return true;
        }
        path = "";
        missing = $"the embedded ClickHouse engine ({FileName}) is not here: build with npm and network, or name the file in {PathVariable}";
        return false;
    }

    private static IEnumerable<string> Candidates()
    {
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, Package);
            yield return Path.Combine(folder.FullName, "src", "StreamEngine.ClickHouse", "native", Package);
        }
    }
}
