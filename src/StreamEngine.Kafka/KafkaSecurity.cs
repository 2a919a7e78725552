using System.ComponentModel.DataAnnotations;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka;

/// <summary>How a connection to a broker is protected.</summary>
public enum KafkaProtocol
{
    /// <summary>Neither encrypted nor authenticated.</summary>
    Plaintext,
    /// <summary>TLS; the client's certificate, if there is one, authenticates it.</summary>
    Ssl,
    /// <summary>SASL without encryption: only for networks that encrypt themselves.</summary>
    SaslPlaintext,
    /// <summary>SASL over TLS.</summary>
    SaslSsl,
}

/// <summary>How a user proves who it is.</summary>
public enum KafkaMechanism
{
    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512,
    /// <summary>SCRAM-SHA-256.</summary>
    ScramSha256,
    /// <summary>User and password in the clear: only over TLS.</summary>
    Plain,
}

/// <summary>Encryption and credentials of all Kafka clients.</summary>
public sealed record KafkaSecurity : IValidatableObject
{
    /// <summary>Default plain text, for a broker on the same machine.</summary>
    public KafkaProtocol Protocol { get; init; } = KafkaProtocol.Plaintext;

    /// <summary>SASL mechanism. Default SCRAM-SHA-512, which never sends the password.</summary>
    public KafkaMechanism Mechanism { get; init; } = KafkaMechanism.ScramSha512;

    /// <summary>SASL user.</summary>
    public string? User { get; init; }

    /// <summary>SASL password.</summary>
    public Secret? Password { get; init; }

    /// <summary>PEM file of the authorities that sign the brokers' certificates; absent: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the client's own certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of the client's private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Password of the private key.</summary>
    public Secret? KeyPassword { get; init; }

    /// <summary>Checks the brokers' certificates and host names. Default on; off is for laboratories and is logged as a warning at every start.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>True when the brokers ask for a user.</summary>
    internal bool UsesSasl => Protocol is KafkaProtocol.SaslPlaintext or KafkaProtocol.SaslSsl;

    /// <summary>True when the connection is encrypted.</summary>
    internal bool UsesTls => Protocol is KafkaProtocol.Ssl or KafkaProtocol.SaslSsl;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (UsesSasl && string.IsNullOrEmpty(User)) yield return new("is required by the SASL protocols", [nameof(User)]);
        if (UsesSasl && Password is null) yield return new("is required by the SASL protocols", [nameof(Password)]);
        if (Protocol == KafkaProtocol.SaslPlaintext && Mechanism == KafkaMechanism.Plain)
            yield return new("plain would send the password unencrypted: use sasl_ssl or a scram mechanism", [nameof(Mechanism)]);
        if (CertificateFile is null != KeyFile is null) yield return new("certificate and key go together", [nameof(CertificateFile), nameof(KeyFile)]);
        foreach (var (name, file) in new[] { (nameof(CaFile), CaFile), (nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile) })
        {
            if (file is null) continue;
            if (!UsesTls) yield return new("has no effect without TLS: set the protocol to ssl or sasl_ssl", [name]);
            else if (!File.Exists(file)) yield return new($"there is no file {file}", [name]);
        }
    }
}
