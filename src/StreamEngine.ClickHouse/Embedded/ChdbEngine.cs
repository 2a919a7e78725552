using System.Runtime.InteropServices;
using System.Security;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>The ClickHouse engine in this process: one a process, opened on a folder. Hands out connections and bounds how many queries run at once.</summary>
internal sealed partial class ChdbEngine : IDisposable
{
    private readonly string[] _arguments;
    private readonly ChdbConnection _anchor;

    private ChdbEngine(EmbeddedServerOptions options, string[] arguments, ChdbConnection anchor)
    {
        _arguments = arguments;
        _anchor = anchor;
        Slots = new SemaphoreSlim(options.ConcurrentQueries);
        using var result = anchor.Execute("SELECT version()");
        if (result.Error is not null) throw new InvalidOperationException(result.Error);
        Version = result.Text().Trim();
    }

    /// <summary>The engine's version, such as 26.5.1.1.</summary>
    public string Version { get; }

    /// <summary>One slot per query that may run.</summary>
    public SemaphoreSlim Slots { get; }

    /// <summary>Loads the library and opens the folder.</summary>
    public static ChdbEngine Open(EmbeddedServerOptions options, string library)
    {
        // The engine takes the zone of its process; .NET's own environment block is not the C library's.
        _ = SetEnvironment("TZ", "UTC", 1);
        ChdbNative.Load(library);
        RuntimeSignals.Keep(() =>
        {
            ChdbNative.SetSignalHandlersEnabled(0);
            return 0;
        });
        var path = Path.GetFullPath(options.Path);
        Directory.CreateDirectory(path);
        var configuration = Path.Combine(path, "embedded.xml");
        File.WriteAllText(configuration, Configuration(options));
        string[] arguments = [$"--path={path}", $"--config-file={configuration}"];
        return new ChdbEngine(options, arguments, new ChdbConnection(arguments));
    }

    /// <summary>A new connection with settings of its own.</summary>
    public ChdbConnection Connect() => new(_arguments);

    public void Dispose()
    {
        _anchor.Dispose();
        Slots.Dispose();
    }

    // Thread pools and caches of a server are made for a machine of its own; here the engine is a guest.
    private static string Configuration(EmbeddedServerOptions options) => $"""
        <clickhouse>
          <logger><level>fatal</level></logger>
          <display_name>{SecurityElement.Escape(EmbeddedServer.DisplayName)}</display_name>
          <max_server_memory_usage>{options.MemoryLimit}</max_server_memory_usage>
          <max_thread_pool_size>256</max_thread_pool_size>
          <background_pool_size>{options.Threads}</background_pool_size>
          <background_common_pool_size>1</background_common_pool_size>
          <background_schedule_pool_size>2</background_schedule_pool_size>
          <mark_cache_size>67108864</mark_cache_size>
          <uncompressed_cache_size>0</uncompressed_cache_size>
        </clickhouse>
        """;

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
