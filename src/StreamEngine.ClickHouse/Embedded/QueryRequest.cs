using System.Text;
using Microsoft.AspNetCore.Http;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>The parts of a request to the HTTP interface, apart from its body.</summary>
internal sealed class QueryRequest
{
    // Parameters of the interface itself; every other one is a setting of the query.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "query", "database", "default_format", "user", "password", "query_id", "quota_key", "session_id", "session_timeout", "session_check", "close_session",
        "compress", "decompress", "buffer_size", "wait_end_of_query", "role", "client_protocol_version", "stacktrace", "enable_http_compression",
        "http_zlib_compression_level", "http_response_buffer_size",
    };

    private QueryRequest()
    {
    }

    /// <summary>Text of the <c>query</c> parameter; the body follows it.</summary>
    public string Query { get; private set; } = "";

    public string? Database { get; private set; }

    public string QueryId { get; private set; } = "";

    public string DefaultFormat { get; private set; } = "TabSeparated";

    public string User { get; private set; } = "default";

    public string Password { get; private set; } = "";

    /// <summary>Values to bind, by name, from <c>param_…</c>.</summary>
    public List<KeyValuePair<string, string>> Parameters { get; } = [];

    public List<KeyValuePair<string, string>> Settings { get; } = [];

    /// <summary>Something that the real server has and this one has not; an error text, else null.</summary>
    public string? Unsupported { get; private set; }

    /// <summary>Reads URL, headers and, of a multipart form, its fields.</summary>
    public static QueryRequest Of(HttpRequest http, IFormCollection? form)
    {
        var request = new QueryRequest { QueryId = Guid.NewGuid().ToString() };
        request.ReadHeaders(http.Headers);
        var pairs = http.Query.AsEnumerable();
        if (form is not null) pairs = pairs.Concat(form);
        foreach (var (name, values) in pairs) request.Read(name, values[^1] ?? "");
        return request;
    }

    private void ReadHeaders(IHeaderDictionary headers)
    {
        if (headers["X-ClickHouse-User"] is [{ Length: > 0 } user, ..]) User = user;
        if (headers["X-ClickHouse-Key"] is [{ } key, ..]) Password = key;
        if (headers["X-ClickHouse-Database"] is [{ Length: > 0 } database, ..]) Database = database;
        if (headers["X-ClickHouse-Format"] is [{ Length: > 0 } format, ..]) DefaultFormat = format;
        if (headers.Authorization is not [{ } authorization, ..] || !authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return;
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length)) return;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0) (User, Password) = (text[..colon], text[(colon + 1)..]);
    }

    private void Read(string name, string value)
    {
        switch (name)
        {
            case "query": Query = value; break;
            case "database" when value.Length > 0: Database = value; break;
            case "default_format" when value.Length > 0: DefaultFormat = value; break;
            case "query_id" when value.Length > 0: QueryId = value; break;
            case "user" when value.Length > 0: User = value; break;
            case "password": Password = value; break;
            case "session_id" when value.Length > 0: Unsupported ??= ServerError.Text(48, "The embedded server has no sessions", "NOT_IMPLEMENTED"); break;
            case "compress" or "decompress" when value == "1":
                Unsupported ??= ServerError.Text(48, "The embedded server does not speak the native compression of the HTTP interface; use Content-Encoding", "NOT_IMPLEMENTED");
                break;
            default:
                if (name.StartsWith("param_", StringComparison.Ordinal)) Parameters.Add(new(name[6..], value));
                else if (!Own.Contains(name)) Settings.Add(new(name, value));
                break;
        }
    }
}
