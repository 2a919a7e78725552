using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using StreamEngine.Host.Api;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Api;

/// <summary>The API over its socket, before an engine is behind it: whom it lets in does not depend on one.</summary>
public sealed class ApiServerTests : IDisposable
{
    private const string Key = "canary-key-0123456789abcdef";

    private static readonly ApiOptions WithKey = new() { Port = 0, Keys = [new() { Name = "shift", Role = ApiRole.Operator, Key = new Secret(Key) }] };

    private readonly Lines _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Security_http_api_without_a_key_nothing_but_health_is_answered()
    {
        await using var server = await ApiServer.StartAsync(WithKey, _log);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        foreach (var path in (string[])["metrics", "openapi.json", "api/status", "api/changes/stream", "no/such/path"])
        {
            using var answer = await GetAsync(http, path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal(["Bearer", "Basic"], answer.Headers.WwwAuthenticate.Select(w => w.Scheme));
        }
        using var health = await GetAsync(http, "health/live");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        foreach (var authorization in new AuthenticationHeaderValue[] { new("Bearer", Key), new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{Key}"))) })
        {
            http.DefaultRequestHeaders.Authorization = authorization;
            using var answer = await GetAsync(http, "openapi.json");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        foreach (var authorization in (string[])["Bearer", "Bearer wrong", "Basic !!!", "Basic bm9jb2xvbg==", $"Digest {Key}", Key])
        {
            http.DefaultRequestHeaders.Remove("Authorization");
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
            using var answer = await GetAsync(http, "openapi.json");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Security_xss_every_answer_is_told_to_load_nothing_and_to_be_framed_by_nobody()
    {
        await using var server = await ApiServer.StartAsync(WithKey, _log);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        foreach (var path in (string[])["health/live", "metrics", "%3Cscript%3Ealert(1)%3C/script%3E"])
        {
            using var answer = await GetAsync(http, path);
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(answer.Headers.Contains("Server"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Security_csrf_no_get_has_effects_and_what_would_change_something_is_audited_without_the_key()
    {
        await using var server = await ApiServer.StartAsync(WithKey, _log);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        using (var answer = await http.PostAsync(new Uri("api/status?x=%0Aforged", UriKind.Relative), new StringContent("{}"), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        using (var answer = await http.DeleteAsync(new Uri("api/a%0Ab", UriKind.Relative), TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(_log.All, line => line.StartsWith("audit: shift at 127.0.0.1 asked POST /api/status, answered 405", StringComparison.Ordinal));
        Assert.Contains(_log.All, line => line.StartsWith("audit: a request from 127.0.0.1 by shift for /api/a%0Ab was refused with 403", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, line => line.Contains(Key, StringComparison.Ordinal));
        var lines = _log.All.Count;
        using (await GetAsync(http, "health/live"))
        {
            Assert.Equal(lines, _log.All.Count);
        }
    }

    [Fact]
    public async Task Security_denial_by_input_who_asks_too_often_is_told_so_and_health_is_still_answered()
    {
        await using var server = await ApiServer.StartAsync(new ApiOptions { Port = 0, RequestsPerSecond = 5 }, _log);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            using var answer = await GetAsync(http, "metrics");
            return answer.StatusCode;
        }));
        Assert.InRange(answers.Count(a => a == HttpStatusCode.OK), 10, 45);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        using var health = await GetAsync(http, "health/live");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: {20000}\r\n\r\n", "431")]
    [InlineData("GET /{20000} HTTP/1.1\r\nHost: localhost\r\n\r\n", "414")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET http://evil.example/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example\r\n\r\n", "403")]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "4")]
    [InlineData("\0\0\0\0\r\n\r\n", "400")]
    public async Task Security_denial_by_input_requests_that_are_none_are_refused(string request, string status)
    {
        await using var server = await ApiServer.StartAsync(new ApiOptions { Port = 0 }, _log);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request.Replace("{20000}", new string('a', 20_000), StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.StartsWith($"HTTP/1.1 {status}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_46_who_sends_a_request_letter_by_letter_is_not_waited_for()
    {
        await using var server = await ApiServer.StartAsync(new ApiOptions { Port = 0 }, _log);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: local"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Security_http_api_speaks_tls_with_its_certificate_and_verbs_trust_that_one_only()
    {
        using var folder = new TemporaryFolder();
        var own = WithCertificate(folder, "own");
        await using var server = await ApiServer.StartAsync(own with { Keys = WithKey.Keys }, _log);
        Assert.StartsWith("https://127.0.0.1:", server.Address, StringComparison.Ordinal);
        using (var client = new ApiClient(server.Address, own with { Key = new Secret(Key) }))
        {
            var starting = await Assert.ThrowsAsync<EngineFault>(() => client.GetAsync<object>("api/status", TestContext.Current.CancellationToken));
            Assert.Equal("the engine is starting", starting.Message);
        }
        using (var client = new ApiClient(server.Address, own with { Key = new Secret("another-key-0123456789abcdef") }))
        {
            var refused = await Assert.ThrowsAsync<EngineFault>(() => client.GetAsync<object>("api/status", TestContext.Current.CancellationToken));
            Assert.Equal($"the engine at {server.Address}/ wants a key that it knows: api.key_file names a file that holds one", refused.Message);
        }
        using (var client = new ApiClient(server.Address, WithCertificate(folder, "other") with { Key = new Secret(Key) }))
        {
            var refused = await Assert.ThrowsAsync<EngineFault>(() => client.GetAsync<object>("api/status", TestContext.Current.CancellationToken));
            Assert.StartsWith("no engine answers at", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_a_fault_of_the_configuration_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var options = WithCertificate(folder, "own") with { CertificateKeyFile = folder.Write("no-key.pem", "no key") };
        var fault = await Assert.ThrowsAsync<EngineFault>(() => ApiServer.StartAsync(options, _log));
        Assert.Equal(FaultOrigin.Configuration, fault.Origin);
        Assert.StartsWith("api.certificate_file and api.certificate_key_file cannot be used: ", fault.Message, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient http, string path) =>
        http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private static ApiOptions WithCertificate(TemporaryFolder folder, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return new ApiOptions
        {
            Port = 0,
            CertificateFile = folder.Write($"{name}.pem", certificate.ExportCertificatePem()),
            CertificateKeyFile = folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()),
        };
    }

    /// <summary>A log that is kept.</summary>
    private sealed class Lines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
