using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Api;

/// <summary>The API's own certificate.</summary>
internal static class ApiCertificate
{
    /// <summary>The certificate with its key; null when the API speaks no TLS.</summary>
    /// <exception cref="EngineFault">The files hold none.</exception>
    public static X509Certificate2? Load(ApiOptions options)
    {
        if (options.CertificateFile is null) return null;
        try
        {
            return options.CertificateKeyPassword is { } password
                ? X509Certificate2.CreateFromEncryptedPemFile(options.CertificateFile, password.Reveal(), options.CertificateKeyFile)
                : X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EngineFault(FaultOrigin.Configuration, $"api.certificate_file and api.certificate_key_file cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Whether a certificate is the configured one: whoever has the engine's configuration need not know who signed it.</summary>
    public static bool IsOwn(ApiOptions options, X509Certificate2? certificate)
    {
        if (options.CertificateFile is null || certificate is null) return false;
        using var own = X509Certificate2.CreateFromPem(File.ReadAllText(options.CertificateFile));
        return own.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span);
    }
}
