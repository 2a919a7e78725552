using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Who answers at the broker's address must prove that it is the broker, before anything is said to it.</summary>
public sealed class TlsFaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-tls-");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("of an authority that nobody trusts", "localhost", 1, false)]
    [InlineData("of another host", "example.invalid", 1, true)]
    [InlineData("that has expired", "localhost", -1, true)]
    public async Task Fault_35_a_broker_with_a_certificate_is_refused_when_it_is(string what, string host, int daysLeft, bool trusted)
    {
        using var authority = Authority();
        using var other = Authority();
        var fault = await RefusalAsync(trusted ? authority : other, authority, host, daysLeft);
        Assert.Equal(KafkaFaultKind.Tls, fault.Kind);
        Assert.False(fault.Retryable, what);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.DoesNotContain("canary-7319", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_35_the_certificate_of_the_broker_itself_is_accepted()
    {
        using var authority = Authority();
        var fault = await RefusalAsync(authority, authority, "localhost", 1);
        Assert.Equal(KafkaFaultKind.Unreachable, fault.Kind); // the handshake is done, and behind it nobody speaks Kafka
    }

    /// <summary>Connects to a server whose certificate an authority signed, trusting another one or the same.</summary>
    private async Task<KafkaFault> RefusalAsync(X509Certificate2 trusted, X509Certificate2 signer, string host, int daysLeft)
    {
        using var certificate = Certificate(signer, host, daysLeft);
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var serving = ServeAsync(listener, certificate, stop.Token);
        var ca = Path.Combine(_folder.FullName, "ca.pem");
        await File.WriteAllTextAsync(ca, trusted.ExportCertificatePem(), Stop);
        var options = new KafkaOptions
        {
            BootstrapServers = $"localhost:{((IPEndPoint)listener.LocalEndpoint).Port}",
            StartTimeout = TimeSpan.FromSeconds(3),
            Security = new KafkaSecurity { Protocol = KafkaProtocol.SaslSsl, CaFile = ca, User = "engine", Password = new Secret("canary-7319") },
        };
        var fault = await Assert.ThrowsAsync<KafkaFault>(() => KafkaTopics.PrepareAsync(options, ["live-events"], NullLogger.Instance, Stop));
        await stop.CancelAsync();
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return fault;
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, CancellationToken stop)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(stop);
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
                await tls.CopyToAsync(Stream.Null, stop);
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client wants none of it.
            }
        }
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=authority {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    private static X509Certificate2 Certificate(X509Certificate2 signer, string host, int daysLeft)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(signer, Now.AddDays(-5), Now.AddDays(daysLeft), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
