using System.Runtime.InteropServices;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>The C functions of libchdb that are used. Lengths are explicit: values and queries may hold any byte.</summary>
internal static unsafe partial class ChdbNative
{
    private const string Library = "chdb";

    /// <summary>Binds this assembly's imports to the library at <paramref name="path"/>; once a process.</summary>
    public static void Load(string path) =>
        NativeLibrary.SetDllImportResolver(typeof(ChdbNative).Assembly, (name, _, _) => name == Library ? NativeLibrary.Load(path) : 0);

    /// <summary>0: the library leaves signals alone - after setting the deadly ones to their defaults, see <see cref="RuntimeSignals"/>.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_set_signal_handlers_enabled")]
    public static partial void SetSignalHandlersEnabled(int enabled);

    /// <summary>Opens a connection; the first one starts the engine. Returns a pointer to the connection, null on failure.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_connect")]
    public static partial nint* Connect(int count, byte** arguments);

    /// <summary>Closes what <see cref="Connect"/> returned.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_close_conn")]
    public static partial void Close(nint* connection);

    /// <summary>Runs a query with named parameters, which are bound and never become part of the text.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_query_with_params_n")]
    public static partial nint Query(
        nint connection, byte* query, nuint queryLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint count);

    /// <summary>The result's bytes, owned by the result.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_buffer")]
    public static partial byte* ResultBuffer(nint result);

    /// <summary>How many bytes the result has.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_length")]
    public static partial nuint ResultLength(nint result);

    /// <summary>The error's text, zero-terminated; null when the query succeeded.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_error")]
    public static partial byte* ResultError(nint result);

    /// <summary>Rows read; only of a query that succeeded.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_rows_read")]
    public static partial ulong RowsRead(nint result);

    /// <summary>Bytes read; only of a query that succeeded.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_bytes_read")]
    public static partial ulong BytesRead(nint result);

    /// <summary>Rows written; only of a query that succeeded.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_rows_written")]
    public static partial ulong RowsWritten(nint result);

    /// <summary>Bytes written; only of a query that succeeded.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_bytes_written")]
    public static partial ulong BytesWritten(nint result);

    /// <summary>Seconds that the query took; only of a query that succeeded.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_result_elapsed")]
    public static partial double Elapsed(nint result);

    /// <summary>Frees a result.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_destroy_query_result")]
    public static partial void Destroy(nint result);
}
