using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Api;

/// <summary>Asks a running engine.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="address">What the caller names; null: where the configuration says that the API listens.</param>
    /// <param name="options">The configuration.</param>
    /// <exception cref="UsageException">The address is none, or nobody knows it.</exception>
    public ApiClient(string? address, ApiOptions options)
    {
        if (address is null && options.Port == 0) throw new UsageException("api.port is 0, so nobody knows the port: name the address that `run` printed with --api http://127.0.0.1:PORT");
        var text = address ?? $"{(options.CertificateFile is null ? "http" : "https")}://{Reachable(options.Address)}:{options.Port}";
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new UsageException($"--api must be an address such as http://127.0.0.1:8080, is {address}");
        Address = uri;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false }; // a key goes to nobody else
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            errors == SslPolicyErrors.None || ApiCertificate.IsOwn(options, certificate as X509Certificate2);
        _http = new HttpClient(handler) { BaseAddress = uri, Timeout = TimeSpan.FromSeconds(10) };
        if (options.Key is { } key) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
    }

    /// <summary>Where the engine is looked for.</summary>
    public Uri Address { get; }

    /// <summary>The answer to a question.</summary>
    /// <exception cref="EngineFault">Nobody answers, or the engine says no.</exception>
    public async Task<T> GetAsync<T>(string path, CancellationToken stop) =>
        await TryGetAsync<T>(path, stop) ?? throw new EngineFault(FaultOrigin.External,
            $"no engine answers at {Address}: start one with `streamengine run`, or name its address with --api URL");

    /// <summary>The answer, or null when nobody answers.</summary>
    /// <exception cref="EngineFault">The engine says no.</exception>
    public async Task<T?> TryGetAsync<T>(string path, CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), stop);
            if (answer.StatusCode == HttpStatusCode.OK) return await answer.Content.ReadFromJsonAsync<T>(ApiJson.Options, stop);
            throw new EngineFault(FaultOrigin.External, await ErrorOfAsync(answer, stop));
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException || (e is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return default;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string> ErrorOfAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return $"the engine at {Address} wants a key that it knows: api.key_file names a file that holds one";
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<Problem>(ApiJson.Options, stop);
            return problem?.Error ?? $"{Address} answers {(int)answer.StatusCode}";
        }
        catch (System.Text.Json.JsonException)
        {
            return $"what answers at {Address} is no StreamEngine ({(int)answer.StatusCode}): name the engine's address with --api URL";
        }
    }

    private static string Reachable(string address) => IPAddress.Parse(address) switch
    {
        var any when any.Equals(IPAddress.Any) => "127.0.0.1",
        var any when any.Equals(IPAddress.IPv6Any) => "[::1]",
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } six => $"[{six}]",
        _ => address,
    };

    private sealed record Problem(string? Error);
}
