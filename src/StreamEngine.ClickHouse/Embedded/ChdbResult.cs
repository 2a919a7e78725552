using System.Runtime.InteropServices;
using System.Text;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>What came of a query. Owns the library's memory until it is disposed.</summary>
internal sealed unsafe class ChdbResult : IDisposable
{
    private readonly byte* _buffer;
    private nint _handle;

    public ChdbResult(nint handle)
    {
        _handle = handle;
        Error = handle == 0 ? "Code: 1002. DB::Exception: The embedded engine gave no result. (UNKNOWN_EXCEPTION)" : ErrorText(handle);
        if (Error is not null) return;
        _buffer = ChdbNative.ResultBuffer(handle);
        Length = _buffer is null ? 0 : (long)ChdbNative.ResultLength(handle);
        RowsRead = ChdbNative.RowsRead(handle);
        BytesRead = ChdbNative.BytesRead(handle);
        RowsWritten = ChdbNative.RowsWritten(handle);
        BytesWritten = ChdbNative.BytesWritten(handle);
        Elapsed = TimeSpan.FromSeconds(ChdbNative.Elapsed(handle));
    }

    /// <summary>The library's error text; null when the query succeeded.</summary>
    public string? Error { get; }

    public long Length { get; }

    public ulong RowsRead { get; }

    public ulong BytesRead { get; }

    public ulong RowsWritten { get; }

    public ulong BytesWritten { get; }

    public TimeSpan Elapsed { get; }

    /// <summary>The result's bytes; valid until the result is disposed.</summary>
    public Stream Open() => _buffer is null ? Stream.Null : new UnmanagedMemoryStream(_buffer, Length);

    /// <summary>The result as text.</summary>
    public string Text() => _buffer is null ? "" : Encoding.UTF8.GetString(_buffer, checked((int)Length));

    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0) ChdbNative.Destroy(handle);
    }

    private static string? ErrorText(nint handle)
    {
        var text = ChdbNative.ResultError(handle);
        return text is null ? null : Marshal.PtrToStringUTF8((nint)text);
    }
}
