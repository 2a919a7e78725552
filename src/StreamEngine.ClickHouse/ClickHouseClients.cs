using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;

namespace StreamEngine.ClickHouse;

/// <summary>Makes the driver's clients from the options; the only place that does.</summary>
internal static class ClickHouseClients
{
    // The driver does not own a client that it is given; one for each file lives as long as the process.
    private static readonly ConcurrentDictionary<string, HttpClient> Trusting = new();

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
        };
        if (options is { CaFile: { } file, UsesHttps: true }) settings = new ClickHouseClientSettings(settings) { HttpClient = Trusting.GetOrAdd(file, ClientThatTrusts) };
        return new ClickHouseClient(settings);
    }

    // Host name and dates are checked as ever; only whom to believe is another's choice.
    private static HttpClient ClientThatTrusts(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new ClickHouseFault($"the authorities in {file} cannot be read: {e.Message}", ClickHouseFaultKind.Refused, e);
        }
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
