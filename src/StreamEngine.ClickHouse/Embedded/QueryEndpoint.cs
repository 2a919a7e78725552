using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>
/// The HTTP interface of a ClickHouse server over the engine in this process. A result is complete before its first byte is sent, so its status is the
/// truth and an error never follows a 200.
/// </summary>
internal sealed class QueryEndpoint(ChdbEngine engine, EmbeddedServerOptions options)
{
    // A statement, apart from an INSERT's rows, may be this long; the server's own default is a quarter of it.
    private const int MaximumStatement = 1 << 20;

    /// <summary>Answers a request to <c>/</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var stop = context.RequestAborted;
        var form = context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true
            ? await context.Request.ReadFormAsync(stop)
            : null;
        var request = QueryRequest.Of(context.Request, form);
        if (request.Query.Length == 0 && HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync("Ok.\n", stop);
            return;
        }
        var refusal = Refusal(request);
        var body = Stream.Null;
        if (refusal is null && form is null && !RequestBody.TryDecode(context.Request, out body))
            refusal = ServerError.Text(36, "Unknown compression method in Content-Encoding", "BAD_ARGUMENTS");
        if (refusal is not null)
        {
            await FailAsync(context, request, refusal);
            return;
        }
        try
        {
            await RunAsync(context, request, form is null ? body : Stream.Null);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException)
        {
            await FailAsync(context, request, ServerError.Text(354, "Cannot decompress the request's body: " + e.Message, "ZLIB_INFLATE_FAILED"));
        }
        catch (IOException e) when (!stop.IsCancellationRequested && e is not BadHttpRequestException)
        {
            await FailAsync(context, request, ServerError.Text(243, "Cannot keep the rows of the INSERT: " + e.Message, "NOT_ENOUGH_SPACE"));
        }
    }

    private string? Refusal(QueryRequest request)
    {
        if (request.Unsupported is not null) return request.Unsupported;
        var given = Encoding.UTF8.GetBytes(request.Password);
        var known = options.Password is null || CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(options.Password.Reveal()));
        return known && request.User == "default"
            ? null
            : ServerError.Text(516, $"{request.User}: Authentication failed: password is incorrect, or there is no user with such name", "AUTHENTICATION_FAILED");
    }

    private async Task RunAsync(HttpContext context, QueryRequest request, Stream body)
    {
        var stop = context.RequestAborted;
        var (statement, complete) = await ReadStatementAsync(request.Query, body, stop);
        var shape = StatementShape.Of(statement.Span);
        if (shape.Refusal is null && !shape.IsInsertWithData && !complete)
            shape = shape with { Refusal = ServerError.Text(62, $"Syntax error: max query size exceeded ({MaximumStatement} bytes)", "SYNTAX_ERROR") };
        if (shape.Refusal is not null)
        {
            await FailAsync(context, request, shape.Refusal);
            return;
        }
        var spool = shape.IsInsertWithData ? await SpoolFile.WriteAsync(statement[shape.DataStart..], body, stop) : null;
        try
        {
            if (spool is not null) statement = InsertFromFile(statement.Span, shape, spool.Path);
            var readOnly = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
            using var result = await ExecuteAsync(request, statement, readOnly, stop);
            await AnswerAsync(context, request, shape, result);
        }
        finally
        {
            if (spool is not null) await spool.DisposeAsync();
        }
    }

    // The query parameter, a line break and the body, as the server joins them: up to the longest statement, the rest stays in the body.
    private static async Task<(Memory<byte> Statement, bool Complete)> ReadStatementAsync(string query, Stream body, CancellationToken stop)
    {
        var text = Encoding.UTF8.GetBytes(query.Length == 0 ? "" : query + "\n");
        var buffer = new byte[text.Length + 4096];
        text.CopyTo(buffer, 0);
        var length = text.Length;
        while (length < MaximumStatement)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Max(Math.Min(buffer.Length * 4, MaximumStatement), buffer.Length + 1));
            var read = await body.ReadAsync(buffer.AsMemory(length), stop);
            if (read == 0) return (buffer.AsMemory(0, length), true);
            length += read;
        }
        return (buffer.AsMemory(0, length), false);
    }

    private static byte[] InsertFromFile(ReadOnlySpan<byte> statement, StatementShape shape, string file) =>
    [
        .. statement[..shape.ClauseStart],
        .. Encoding.UTF8.GetBytes($" FROM INFILE '{file}' COMPRESSION 'none' "),
        .. statement[shape.ClauseStart..shape.FormatStart],
        .. Encoding.UTF8.GetBytes($" FORMAT {shape.Format}"),
    ];

    private async Task<ChdbResult> ExecuteAsync(QueryRequest request, ReadOnlyMemory<byte> statement, bool readOnly, CancellationToken stop)
    {
        await engine.Slots.WaitAsync(stop);
        try
        {
            // The call blocks for as long as the query runs: a thread of its own, none of the pool's.
            return await Task.Factory.StartNew(() => Execute(request, statement, readOnly), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            engine.Slots.Release();
        }
    }

    private ChdbResult Execute(QueryRequest request, ReadOnlyMemory<byte> statement, bool readOnly)
    {
        using var connection = engine.Connect();
        foreach (var preparation in Preparations(request, readOnly))
        {
            var prepared = connection.Execute(preparation);
            if (prepared.Error is not null) return prepared;
            prepared.Dispose();
        }
        return connection.Execute(statement.Span, request.DefaultFormat, request.Parameters);
    }

    private IEnumerable<string> Preparations(QueryRequest request, bool readOnly)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"SET implicit_select = 0, max_threads = {options.Threads}, max_insert_threads = 1");
        if (request.Database is not null) yield return "USE " + Quoted(request.Database, '`');
        if (request.Settings.Count > 0)
            yield return "SET " + string.Join(", ", request.Settings.Select(s => $"{Quoted(s.Key, '`')} = {Quoted(s.Value, '\'')}"));
        // As on the server, GET changes nothing; last, since it would forbid what comes before it.
        if (readOnly) yield return "SET readonly = 2";
    }

    private static string Quoted(string text, char quote) =>
        quote + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(quote.ToString(), "\\" + quote, StringComparison.Ordinal) + quote;

    private async Task AnswerAsync(HttpContext context, QueryRequest request, StatementShape shape, ChdbResult result)
    {
        if (result.Error is not null)
        {
            await FailAsync(context, request, result.Error);
            return;
        }
        var format = shape.IsInsertWithData ? request.DefaultFormat : shape.Format ?? request.DefaultFormat;
        SetHeaders(context.Response, request, format);
        context.Response.Headers["X-ClickHouse-Summary"] = string.Create(CultureInfo.InvariantCulture,
            $$"""{"read_rows":"{{result.RowsRead}}","read_bytes":"{{result.BytesRead}}","written_rows":"{{result.RowsWritten}}","written_bytes":"{{result.BytesWritten}}","total_rows_to_read":"0","result_rows":"{{(result.Length == 0 ? 0 : result.RowsRead)}}","result_bytes":"{{result.Length}}","elapsed_ns":"{{(long)result.Elapsed.TotalNanoseconds}}"}""");
        context.Response.ContentType = ContentType(format);
        context.Response.ContentLength = result.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await result.Open().CopyToAsync(context.Response.Body, 1 << 16, context.RequestAborted);
    }

    private async Task FailAsync(HttpContext context, QueryRequest request, string error)
    {
        var code = ServerError.Code(error);
        SetHeaders(context.Response, request, request.DefaultFormat);
        context.Response.StatusCode = ServerError.Status(code);
        context.Response.Headers["X-ClickHouse-Exception-Code"] = code.ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/plain; charset=UTF-8";
        await context.Response.WriteAsync(ServerError.Normalise(error, engine.Version) + "\n", context.RequestAborted);
    }

    private static void SetHeaders(HttpResponse response, QueryRequest request, string format)
    {
        response.Headers["X-ClickHouse-Server-Display-Name"] = EmbeddedServer.DisplayName;
        // A header holds no line break and nothing outside Latin text; an id is free text.
        response.Headers["X-ClickHouse-Query-Id"] = Uri.EscapeDataString(request.QueryId);
        response.Headers["X-ClickHouse-Format"] = Uri.EscapeDataString(format);
        response.Headers["X-ClickHouse-Timezone"] = "UTC";
    }

    private static string ContentType(string format) =>
        format.StartsWith("JSON", StringComparison.OrdinalIgnoreCase) ? format.Contains("EachRow", StringComparison.OrdinalIgnoreCase) ? "application/x-ndjson; charset=UTF-8" : "application/json; charset=UTF-8"
        : format.StartsWith("Tab", StringComparison.OrdinalIgnoreCase) || format.StartsWith("TSV", StringComparison.OrdinalIgnoreCase) ? "text/tab-separated-values; charset=UTF-8"
        : format.StartsWith("CSV", StringComparison.OrdinalIgnoreCase) ? "text/csv; charset=UTF-8"
        : format.Contains("Binary", StringComparison.OrdinalIgnoreCase) || format is "Native" or "Parquet" or "Arrow" or "ArrowStream" or "ORC" ? "application/octet-stream"
        : "text/plain; charset=UTF-8";
}
