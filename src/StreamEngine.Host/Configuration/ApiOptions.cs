using System.ComponentModel.DataAnnotations;
using System.Net;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>Where the API listens, and who may ask. By default nobody but the machine itself reaches it; beyond the machine it wants keys.</summary>
internal sealed record ApiOptions : IValidatableObject
{
    /// <summary>IP address to listen on. Default 127.0.0.1; any other that is not loopback needs <see cref="Keys"/>, and TLS or <see cref="PlainHttp"/>.</summary>
    [Required]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes any that is free. Default 8080.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 8080;

    /// <summary>Who may ask what. Default nobody by key: on loopback everyone of the machine may. With keys, every request but those for health needs one.</summary>
    [Required]
    public IReadOnlyList<ApiKeyOptions> Keys { get; init; } = [];

    /// <summary>The key with which verbs of this program ask a running engine; none by default.</summary>
    public Secret? Key { get; init; }

    /// <summary>PEM file of the server's certificate, with those that vouch for it; absent: no TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Password of the private key.</summary>
    public Secret? CertificateKeyPassword { get; init; }

    /// <summary>Allows keys to travel unencrypted beyond this machine: for a proxy in front that speaks TLS. Default no.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Host names under which the API may be asked for, besides addresses and this machine's own. A page elsewhere cannot reach it under another.</summary>
    [Required]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Requests of one address a second, on average; twice as many at once. Default 100: a dozen dashboards.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Live streams at a time. Default 1000; each holds a connection and up to 11,000 references to changes.</summary>
    [Range(1, 100_000)]
    public int StreamClients { get; init; } = 1000;

    /// <summary>Whether only this machine reaches it.</summary>
    internal bool IsLoopback => IPAddress.TryParse(Address, out var address) && IPAddress.IsLoopback(address);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _)) yield return new($"must be an IP address such as 127.0.0.1, is {Address}", [nameof(Address)]);
        else if (!IsLoopback && Keys.Count == 0)
            yield return new($"must be a loopback address as long as there are no keys, is {Address}: `streamengine api-key` makes a key for api.keys", [nameof(Address)]);
        else if (!IsLoopback && CertificateFile is null && !PlainHttp)
            yield return new($"must be a loopback address as long as there is no api.certificate_file, is {Address}; with a proxy in front that speaks TLS set api.plain_http", [nameof(Address)]);
        if (CertificateFile is null != CertificateKeyFile is null) yield return new("certificate and key go together", [nameof(CertificateFile), nameof(CertificateKeyFile)]);
        foreach (var (name, file) in new[] { (nameof(CertificateFile), CertificateFile), (nameof(CertificateKeyFile), CertificateKeyFile) })
        {
            if (file is not null && !File.Exists(file)) yield return new($"there is no file {file}", [name]);
        }
        if (Keys.Select(k => k.Name).Distinct(StringComparer.Ordinal).Count() != Keys.Count) yield return new("must each have a name of its own", [nameof(Keys)]);
    }
}
