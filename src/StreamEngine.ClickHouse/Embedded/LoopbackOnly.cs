using System.Net;
using Microsoft.AspNetCore.Http;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>
/// Which requests a server without users may answer: those that name a loopback host, and none that a page of another origin makes a browser send
/// (a name that resolves to 127.0.0.1 and a cross-site form reach any port of this machine).
/// </summary>
internal static class LoopbackOnly
{
    /// <summary>Whether the request may pass.</summary>
    public static bool Allows(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host)) return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsLoopback(from.Host);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
