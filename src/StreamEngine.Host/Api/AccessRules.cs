using System.Net;
using System.Security.Cryptography;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Api;

/// <summary>What is known of a request when it is decided whether it is let in.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path.</param>
/// <param name="Scheme">http or https.</param>
/// <param name="Host">The host, and port, that it names.</param>
/// <param name="Origin">The origin of the page that sends it, when a browser says so.</param>
/// <param name="FetchSite">What a browser says of where the request comes from, <c>Sec-Fetch-Site</c>.</param>
/// <param name="FetchMode">What a browser says the answer is for, <c>Sec-Fetch-Mode</c>.</param>
/// <param name="Key">The key that it brings.</param>
internal readonly record struct AccessRequest(string Method, string Path, string Scheme, HostString Host, string? Origin, string? FetchSite, string? FetchMode, string? Key);

/// <summary>Who asks, or why they are not answered.</summary>
/// <param name="Who">Name of the key; null when none is needed.</param>
/// <param name="Status">Status of the refusal; 0 when the request is let in.</param>
/// <param name="Reason">The refusal in one line.</param>
internal readonly record struct Access(string? Who, int Status = 0, string? Reason = null);

/// <summary>
/// Decides who is let in. Pure. Pages elsewhere are kept out twice: by the host that they name (they can point a name of their own at this address) and by what
/// browsers say of them (a request sent from a page of another origin). Nothing that only looks at requests relies on that: no GET changes anything.
/// </summary>
internal sealed class AccessRules
{
    private readonly bool _loopback;
    private readonly HashSet<string> _hosts;
    private readonly (string Name, ApiRole Role, byte[] Digest)[] _keys;

    public AccessRules(ApiOptions options)
    {
        _loopback = options.IsLoopback;
        _hosts = options.AllowedHosts.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _keys = [.. options.Keys.Select(key => (key.Name, key.Role, key.Digest))];
    }

    public Access Decide(in AccessRequest request)
    {
        if (!IsKnownHost(request.Host.Host)) return new(null, StatusCodes.Status403Forbidden, "The request names a host that is not this one's: use an address of this machine, or add the name to api.allowed_hosts.");
        if (IsFromElsewhere(request)) return new(null, StatusCodes.Status403Forbidden, "Pages of other origins may not ask.");
        if (_keys.Length == 0 || request.Path.StartsWith("/health/", StringComparison.Ordinal)) return default;
        if (request.Key is null) return new(null, StatusCodes.Status401Unauthorized, "A key is needed: Authorization: Bearer KEY");
        if (Find(request.Key) is not { } key) return new(null, StatusCodes.Status401Unauthorized, "The key is not known.");
        return key.Role >= Needed(request.Method) ? new(key.Name)
            : new(key.Name, StatusCodes.Status403Forbidden, $"The role {key.Role.ToString().ToLowerInvariant()} may not do this, {Needed(request.Method).ToString().ToLowerInvariant()} may.");
    }

    private static ApiRole Needed(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) ? ApiRole.Viewer
        : HttpMethods.IsDelete(method) ? ApiRole.Admin : ApiRole.Operator;

    // An address cannot be pointed elsewhere, a name can.
    private bool IsKnownHost(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || _hosts.Contains(host)) return true;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) && (!_loopback || IPAddress.IsLoopback(address));
    }

    private static bool IsFromElsewhere(in AccessRequest request)
    {
        if (request.Origin is not null && !request.Origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)) return true;
        if (request.FetchSite is null or "same-origin" or "none") return false;
        // A link to the API on another page may be followed.
        return !(HttpMethods.IsGet(request.Method) && request.FetchMode == "navigate");
    }

    // All keys are compared, each in the same time, so that the time tells nothing.
    private (string Name, ApiRole Role, byte[] Digest)? Find(string key)
    {
        var digest = ApiKeyOptions.DigestOf(key);
        (string Name, ApiRole Role, byte[] Digest)? found = null;
        foreach (var known in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, known.Digest)) found = known;
        }
        return found;
    }
}
