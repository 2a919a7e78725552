using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;

namespace StreamEngine.ClickHouse;

/// <summary>Makes the driver's clients from the options; the only place that does.</summary>
internal static class ClickHouseClients
{
    // The driver does not own a client that it is given: one for each file of authorities (null: the system's) and timeout lives as long as the process.
    private static readonly ConcurrentDictionary<(string? Authorities, TimeSpan Timeout), HttpClient> Clients = new();

    /// <exception cref="ClickHouseFault">The file of authorities cannot be read.</exception>
    public static ClickHouseClient Create(ClickHouseOptions options, string? database = null)
    {
        var settings = new ClickHouseClientSettings
        {
            Host = options.Endpoint.Host,
            Port = (ushort)options.Endpoint.Port,
            Protocol = options.Endpoint.Scheme,
            Database = database ?? options.Database,
            Username = options.User,
            Password = options.Password?.Reveal() ?? "",
            Timeout = options.InsertTimeout,
            // On one machine compressing costs more than it saves.
            UseCompression = !options.IsLoopback,
            // Neither sends settings that a read-only user may not change.
            JsonReadMode = JsonReadMode.None,
            JsonWriteMode = JsonWriteMode.None,
            HttpClient = Clients.GetOrAdd((options.UsesHttps ? options.CaFile : null, options.InsertTimeout), NewClient),
        };
        return new ClickHouseClient(settings);
    }

    private static HttpClient NewClient((string? Authorities, TimeSpan Timeout) way)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            // A server closes what is idle; better to be first.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        };
        if (way.Authorities is { } file) handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(file) };
        return new HttpClient(new RefusalHandler(handler)) { Timeout = way.Timeout };
    }

    // Host name and dates are checked as ever; only whom to believe is another's choice.
    private static X509ChainPolicy Trust(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
            return policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClickHouseFault($"the authorities in {file} cannot be read: {e.Message}", ClickHouseFaultKind.Refused, e);
        }
    }

    /// <summary>A refusal without a code of the server's comes from something in front of it; the driver would not say that it was one.</summary>
    private sealed class RefusalHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired)
                || answer.Headers.Contains("X-ClickHouse-Exception-Code")) return answer;
            answer.Dispose();
            throw new HttpRequestException(HttpRequestError.UserAuthenticationError, "refused", statusCode: answer.StatusCode);
        }
    }
}
