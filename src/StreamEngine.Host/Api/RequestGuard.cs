using System.Net;

namespace StreamEngine.Host.Api;

/// <summary>
/// The API has no users, so on loopback it answers only requests that name this machine: a web page elsewhere cannot reach it under a name of its own. Every
/// answer tells browsers to take it for what it is and to load nothing.
/// </summary>
internal sealed class RequestGuard(string address)
{
    private readonly bool _loopback = IPAddress.IsLoopback(IPAddress.Parse(address));

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!_loopback || NamesThisMachine(context.Request.Host.Host)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("Only programs on this machine may ask: the request names another host.\n");
    }

    private static bool NamesThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var parsed) && IPAddress.IsLoopback(parsed));
}
