using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamEngine.Kafka.Native;

/// <summary>
/// Finds the native library that Confluent.Kafka has loaded. Its package brings several builds and takes the first that loads (on Debian 12
/// the plain one wants a newer libsasl2, so it is the one for CentOS 8); a client of one build must never be handed to the functions of another.
/// </summary>
internal static class NativeModule
{
    private static readonly string[] Builds = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka"];

    /// <summary>Handle of the module, the same that Confluent.Kafka uses.</summary>
    internal static nint Handle { get; } = Find();

    private static nint Find()
    {
        if (!Library.IsLoaded) Library.Load();
        if (OperatingSystem.IsLinux() && LoadedFile() is { } file) return NativeLibrary.Load(file);
        foreach (var build in Builds)
        {
            if (NativeLibrary.TryLoad(build, typeof(Library).Assembly, null, out var handle) && Version(handle) == Library.Version) return handle;
        }

        throw new DllNotFoundException($"Confluent.Kafka has loaded librdkafka {Library.VersionString}, but its file cannot be found again.");
    }

    /// <summary>The file that is mapped into this process: opening it again gives the handle of the loaded module.</summary>
    internal static string? LoadedFile() => File.ReadLines("/proc/self/maps")
        .Select(static line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries))
        .Where(static fields => fields.Length == 6 && Path.GetFileName(fields[5]).Contains("librdkafka", StringComparison.Ordinal))
        .Select(static fields => fields[5].Trim())
        .FirstOrDefault();

    private static unsafe int Version(nint handle) => ((delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(handle, "rd_kafka_version"))();
}
