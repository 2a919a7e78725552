using System.IO.Compression;
using System.Net;
using System.Text;
using ClickHouse.Driver.ADO.Parameters;
using ClickHouse.Driver.Utility;
using Xunit;
using ZstdSharp;

[assembly: AssemblyFixture(typeof(StreamEngine.IntegrationTests.ClickHouse.EmbeddedClickHouse))]

namespace StreamEngine.IntegrationTests.ClickHouse;

public sealed class EmbeddedServerTests(EmbeddedClickHouse server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_in_the_url_or_in_the_body_is_answered_as_a_server_does()
    {
        EmbeddedClickHouse.Require();
        using var http = server.Http();
        TestContext.Current.TestOutputHelper?.WriteLine($"started in {server.StartTime.TotalMilliseconds:F0} ms");

        Assert.Equal("Ok.\n", await http.GetStringAsync("/ping", Stop));
        Assert.Equal("Ok.\n", await http.GetStringAsync("/", Stop));
        Assert.Equal("1\t中\n", await http.GetStringAsync("/?query=" + Uri.EscapeDataString("SELECT 1, '中'"), Stop));
        Assert.Equal("2\n", await PostAsync(http, "/", "SELECT 2;"));
        Assert.Equal("{\"a\":3}\n", await PostAsync(http, "/?default_format=JSONEachRow", "SELECT 3 AS a"));
        Assert.Equal("4\n", await PostAsync(http, "/?query=SELECT", "4"));
        Assert.Equal("5,\"UTC\"\n", await PostAsync(http, "/", "SELECT 5, timezone() FORMAT CSV -- done"));

        using var answer = await http.GetAsync("/?query_id=mine&query=SELECT%20number%20FROM%20numbers(10)%20FORMAT%20JSON", Stop);
        Assert.Equal("JSON", Header(answer, "X-ClickHouse-Format"));
        Assert.Equal("mine", Header(answer, "X-ClickHouse-Query-Id"));
        Assert.Equal("UTC", Header(answer, "X-ClickHouse-Timezone"));
        Assert.Equal("streamengine-embedded", Header(answer, "X-ClickHouse-Server-Display-Name"));
        Assert.Contains("\"read_rows\":\"10\"", Header(answer, "X-ClickHouse-Summary"), StringComparison.Ordinal);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("SELEC 1", HttpStatusCode.BadRequest, 62)]
    [InlineData("SELECT * FROM nowhere", HttpStatusCode.NotFound, 60)]
    [InlineData("SELECT nothing", HttpStatusCode.NotFound, 47)]
    [InlineData("SELECT 1 FORMAT Nope", HttpStatusCode.NotFound, 73)]
    [InlineData("SELECT throwIf(1)", HttpStatusCode.InternalServerError, 395)]
    [InlineData("SELECT 1; SELECT 2", HttpStatusCode.BadRequest, 62)]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/x'", HttpStatusCode.NotImplemented, 48)]
    [InlineData("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString", HttpStatusCode.NotFound, 78)]
    [InlineData("SELECT sum(number) FROM numbers(100000000000) SETTINGS max_execution_time = 0.1", HttpStatusCode.RequestTimeout, 159)]
    public async Task An_error_has_the_status_code_header_and_text_of_a_server(string query, HttpStatusCode status, int code)
    {
        EmbeddedClickHouse.Require();
        using var http = server.Http();

        using var answer = await http.PostAsync("/", new StringContent(query), Stop);

        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal((status, code.ToString()), (answer.StatusCode, Header(answer, "X-ClickHouse-Exception-Code")));
        Assert.Matches($@"^Code: {code}\. DB::Exception: (?!Code)[\s\S]+ \([A-Z_]+\) \(version 26[.\d]+\)\n$", text);
    }

    [Fact]
    public async Task What_a_request_sets_ends_with_it_and_get_changes_nothing()
    {
        EmbeddedClickHouse.Require();
        using var http = server.Http();

        Assert.Equal("1\n", await PostAsync(http, "/?max_block_size=7&max_threads=1", "SELECT getSetting('max_threads')"));
        Assert.Equal("2\n", await PostAsync(http, "/", "SELECT getSetting('max_threads')"));
        Assert.Equal("system\n", await PostAsync(http, "/?database=system", "SELECT currentDatabase()"));
        Assert.Equal("default\n", await PostAsync(http, "/", "SELECT currentDatabase()"));

        using var write = await http.GetAsync("/?query=" + Uri.EscapeDataString("CREATE TABLE by_get (a UInt8) ENGINE = Memory"), Stop);
        Assert.Equal("164", Header(write, "X-ClickHouse-Exception-Code"));
        using var database = await http.PostAsync("/?database=no%60where", new StringContent("SELECT 1"), Stop);
        Assert.Equal("81", Header(database, "X-ClickHouse-Exception-Code"));
        using var setting = await http.PostAsync("/?no_such=1", new StringContent("SELECT 1"), Stop);
        Assert.Equal("115", Header(setting, "X-ClickHouse-Exception-Code"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("'; DROP TABLE t; --")]
    [InlineData("a\\'b\"c`d")]
    [InlineData("tab\tline\nreturn\rnull\0end")]
    [InlineData("带货{x:String}")]
    public async Task A_hostile_text_is_bound_and_comes_back_as_it_was(string hostile)
    {
        EmbeddedClickHouse.Require();
        using var client = server.Driver();
        var parameters = new ClickHouseParameterCollection();
        parameters.AddParameter("x", hostile);

        Assert.Equal(hostile, await client.ExecuteScalarAsync("SELECT {x:String}", parameters, cancellationToken: Stop));

        var table = $"hostile {hostile.GetHashCode(StringComparison.Ordinal)} `\"";
        var named = new ClickHouseParameterCollection();
        named.AddParameter("t", table);
        named.AddParameter("x", hostile);
        await client.ExecuteNonQueryAsync("CREATE TABLE {t:Identifier} (a String) ENGINE = Memory", named, cancellationToken: Stop);
        await client.ExecuteNonQueryAsync("INSERT INTO {t:Identifier} VALUES ({x:String})", named, cancellationToken: Stop);
        Assert.Equal(hostile, await client.ExecuteScalarAsync("SELECT a FROM {t:Identifier}", named, cancellationToken: Stop));
        await client.ExecuteNonQueryAsync("DROP TABLE {t:Identifier}", named, cancellationToken: Stop);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Rows_go_in_whatever_the_bodys_encoding_with_the_statement_in_the_url_or_before_them(string encoding)
    {
        EmbeddedClickHouse.Require();
        using var http = server.Http();
        var table = "encoded_" + Guid.NewGuid().ToString("N");
        await PostAsync(http, "/", $"CREATE TABLE {table} (a UInt8, b String) ENGINE = Memory");
        // Zero bytes, quotes and semicolons within binary rows.
        byte[] rows = [0, 3, 0, (byte)'\'', (byte)';', 10, 0, 255, 2, (byte)'\n', 13];

        Assert.Equal("1", await InsertAsync(http, $"/?query=INSERT%20INTO%20{table}%20FORMAT%20RowBinary", rows[..5], encoding));
        Assert.Equal("2", await InsertAsync(http, $"/?query=INSERT%20INTO%20{table}%20(a,b)%20SETTINGS%20async_insert=0%20FORMAT%20RowBinary", rows[..5].Concat(new byte[] { 9, 0 }).ToArray(), encoding));
        Assert.Equal("1", await InsertAsync(http, "/", [.. Encoding.UTF8.GetBytes($"/* FORMAT */ insert into {table} format RowBinary\n"), 7, 1, 0], encoding));
        Assert.Equal("2", await InsertAsync(http, "/", Encoding.UTF8.GetBytes($"INSERT INTO {table} (a, b) VALUES (1, 'x;'), (1 + 1, 'y''')"), encoding));

        Assert.Equal("0\t3\n0\t3\n1\t2\n2\t2\n7\t1\n9\t0\n", await PostAsync(http, "/", $"SELECT a, length(b) FROM {table} ORDER BY a"));
        await PostAsync(http, "/", $"DROP TABLE {table}");
    }

    [Fact]
    public async Task A_broken_body_is_an_error_and_nothing_goes_in()
    {
        EmbeddedClickHouse.Require();
        using var http = server.Http();
        await PostAsync(http, "/", "CREATE TABLE broken (a UInt32) ENGINE = MergeTree ORDER BY a");

        using var zstd = new ByteArrayContent([1, 2, 3, 4, 5, 6, 7, 8]) { Headers = { ContentEncoding = { "zstd" } } };
        using var undecodable = await http.PostAsync("/?query=INSERT%20INTO%20broken%20FORMAT%20RowBinary", zstd, Stop);
        using var unknown = await http.PostAsync("/?query=SELECT%201", new ByteArrayContent([1]) { Headers = { ContentEncoding = { "lzma" } } }, Stop);
        using var cut = await http.PostAsync("/?query=INSERT%20INTO%20broken%20FORMAT%20RowBinary", new ByteArrayContent([1, 0, 0, 0, 2, 0]), Stop);

        Assert.Equal(["354", "36", "33"], [Header(undecodable, "X-ClickHouse-Exception-Code"), Header(unknown, "X-ClickHouse-Exception-Code"), Header(cut, "X-ClickHouse-Exception-Code")]);
        Assert.Equal("0\n", await PostAsync(http, "/", "SELECT count() FROM broken"));
        Assert.Empty(Directory.EnumerateFiles("/dev/shm", "streamengine-insert-*"));
    }

    [Fact]
    public async Task The_driver_reads_and_writes_all_kinds_of_columns()
    {
        EmbeddedClickHouse.Require();
        using var client = server.Driver();
        await client.ExecuteNonQueryAsync("CREATE TABLE kinds (a Int64, b LowCardinality(String), c DateTime64(3, 'UTC'), d Array(Nullable(Float64)), e Bool) ENGINE = MergeTree ORDER BY a", cancellationToken: Stop);
        var time = new DateTime(2026, 6, 18, 12, 0, 0, 123, DateTimeKind.Utc);

        await client.InsertBinaryAsync("kinds", ["a", "b", "c", "d", "e"], [[1L, "x", time, new double?[] { 1.5, null }, true]], cancellationToken: Stop);

        using var reader = await client.ExecuteReaderAsync("SELECT * FROM kinds", cancellationToken: Stop);
        Assert.True(await reader.ReadAsync(Stop));
        Assert.Equal((1L, "x", time, true), (reader.GetInt64(0), reader.GetString(1), reader.GetDateTime(2), reader.GetBoolean(4)));
        Assert.Equal(new double?[] { 1.5, null }, reader.GetValue(3));
        Assert.True(await client.PingAsync(cancellationToken: Stop));
    }

    [Fact]
    public async Task Requests_of_another_host_or_site_are_refused()
    {
        EmbeddedClickHouse.Require();
        using var http = server.Http();
        foreach (var (name, value) in new[] { ("Host", "evil.example"), ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("SELECT 1") };
            request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Queries_run_side_by_side()
    {
        EmbeddedClickHouse.Require();
        using var http = server.Http();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostAsync(http, "/", "SELECT sleep(3)")));

        Assert.InRange(watch.Elapsed.TotalSeconds, 3, 11.5); // one after the other they take 12
    }

    internal static async Task<string> PostAsync(HttpClient http, string url, string query)
    {
        using var answer = await http.PostAsync(url, new StringContent(query), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private static async Task<string> InsertAsync(HttpClient http, string url, byte[] body, string encoding)
    {
        using var content = new ByteArrayContent(Encode(body, encoding));
        if (encoding.Length > 0) content.Headers.ContentEncoding.Add(encoding);
        using var answer = await http.PostAsync(url, content, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return System.Text.Json.JsonDocument.Parse(Header(answer, "X-ClickHouse-Summary")).RootElement.GetProperty("written_rows").GetString()!;
    }

    private static byte[] Encode(byte[] bytes, string encoding)
    {
        using var encoded = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "zstd" => new CompressionStream(encoded, leaveOpen: true),
            _ => new BufferedStream(encoded),
        })
        {
            encoder.Write(bytes);
            encoder.Flush();
            if (encoding.Length == 0) return bytes;
        }
        return encoded.ToArray();
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : "";
}
