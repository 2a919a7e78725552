using System.Runtime.InteropServices;
using System.Text;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>
/// One connection to the engine in this process, with settings and a current database of its own. Opening one takes a tenth of a millisecond, so a
/// request has its own and nothing that it sets outlives it. Not thread-safe.
/// </summary>
internal sealed unsafe class ChdbConnection : IDisposable
{
    private nint* _connection;

    public ChdbConnection(string[] arguments)
    {
        var texts = arguments.Prepend("clickhouse").Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        try
        {
            _connection = (nint*)RuntimeSignals.Keep(() =>
            {
                fixed (nint* first = texts) return (nint)ChdbNative.Connect(texts.Length, (byte**)first);
            });
        }
        finally
        {
            foreach (var text in texts) Marshal.FreeCoTaskMem(text);
        }
        if (_connection is null) throw new InvalidOperationException("the embedded ClickHouse engine refused the connection");
    }

    /// <summary>Runs one statement; blocks until it is done.</summary>
    public ChdbResult Execute(ReadOnlySpan<byte> query, string format, IReadOnlyList<KeyValuePair<string, string>>? parameters = null)
    {
        ObjectDisposedException.ThrowIf(_connection is null, this);
        var formatBytes = Encoding.UTF8.GetBytes(format);
        var arguments = BoundTexts.Of(parameters ?? []);
        try
        {
            fixed (byte* q = query)
            fixed (byte* f = formatBytes)
            fixed (nint* names = arguments.Names, values = arguments.Values)
            fixed (nuint* nameLengths = arguments.NameLengths, valueLengths = arguments.ValueLengths)
            {
                return new ChdbResult(ChdbNative.Query(
                    *_connection, q, (nuint)query.Length, f, (nuint)formatBytes.Length,
                    (byte**)names, nameLengths, (byte**)values, valueLengths, (nuint)arguments.Names.Length));
            }
        }
        finally
        {
            arguments.Free();
        }
    }

    /// <inheritdoc cref="Execute(ReadOnlySpan{byte}, string, IReadOnlyList{KeyValuePair{string, string}}?)"/>
    public ChdbResult Execute(string query, string format = "TabSeparated") => Execute(Encoding.UTF8.GetBytes(query), format);

    public void Dispose()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null) ChdbNative.Close(connection);
    }

    /// <summary>Names and values of parameters as unmanaged bytes for the length of one call.</summary>
    private readonly record struct BoundTexts(nint[] Names, nuint[] NameLengths, nint[] Values, nuint[] ValueLengths)
    {
        public static BoundTexts Of(IReadOnlyList<KeyValuePair<string, string>> parameters)
        {
            var n = parameters.Count;
            var texts = new BoundTexts(new nint[n], new nuint[n], new nint[n], new nuint[n]);
            for (var i = 0; i < n; i++)
            {
                (texts.Names[i], texts.NameLengths[i]) = Copy(parameters[i].Key);
                (texts.Values[i], texts.ValueLengths[i]) = Copy(parameters[i].Value);
            }
            return texts;
        }

        public void Free()
        {
            foreach (var name in Names) Marshal.FreeHGlobal(name);
            foreach (var value in Values) Marshal.FreeHGlobal(value);
        }

        private static (nint Text, nuint Length) Copy(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var copy = Marshal.AllocHGlobal(bytes.Length + 1);
            Marshal.Copy(bytes, 0, copy, bytes.Length);
            Marshal.WriteByte(copy, bytes.Length, 0);
            return (copy, (nuint)bytes.Length);
        }
    }
}
