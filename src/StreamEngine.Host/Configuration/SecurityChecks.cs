using System.Net;
using StreamEngine.Kafka;

namespace StreamEngine.Host.Configuration;

/// <summary>What a configuration gives away.</summary>
internal static class SecurityChecks
{
    /// <summary>What only a laboratory may do.</summary>
    public static IEnumerable<(string Path, string Message)> Insecure(StreamEngineOptions options)
    {
        if (!options.Kafka.Security.Verify) yield return ("kafka.security.verify", "is off, so that whoever answers at the brokers' address is taken for them");
    }

    /// <summary>What is allowed, but only among machines that trust each other.</summary>
    public static IEnumerable<(string Path, string Message)> Warnings(StreamEngineOptions options)
    {
        var (kafka, clickHouse, api) = (options.Kafka, options.ClickHouse, options.Api);
        if (!clickHouse.UsesHttps && !IsLoopback(clickHouse.Host)) yield return ("clickhouse.https", $"is off: rows and password travel unencrypted to {clickHouse.Host}");
        if (kafka.Security.Protocol == KafkaProtocol.SaslPlaintext && kafka.BootstrapServers.Split(',').Any(b => !IsLoopback(b.Trim()[..b.Trim().LastIndexOf(':')])))
            yield return ("kafka.security.protocol", "is sasl_plaintext: events travel unencrypted");
        if (!api.IsLoopback && api.CertificateFile is null) yield return ("api.plain_http", "is on: keys travel unencrypted to whatever is in front of the API");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
