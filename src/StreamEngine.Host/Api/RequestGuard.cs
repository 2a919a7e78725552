using System.Text;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Api;

/// <summary>
/// Stands before everything: lets in whom <see cref="AccessRules"/> lets in, notes every request that changes something, and tells browsers to take an answer for
/// what it is, to load nothing and to frame nothing.
/// </summary>
internal sealed partial class RequestGuard(ApiOptions options, ILogger logger)
{
    private readonly AccessRules _rules = new(options);
    private long _refusals;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context.Response.Headers, context.Request.IsHttps);
        var access = _rules.Decide(Of(context.Request));
        if (access.Status != 0)
        {
            await RefuseAsync(context, access);
            return;
        }
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }
        try
        {
            await next(context);
        }
        finally
        {
            var path = Printable(context.Request.Path);
            Changed(access.Who ?? "this machine", context.Connection.RemoteIpAddress, context.Request.Method, path, context.Response.StatusCode);
        }
    }

    private static AccessRequest Of(HttpRequest request) => new(
        request.Method, request.Path.Value ?? "", request.Scheme, request.Host, Single(request.Headers.Origin), Single(request.Headers["Sec-Fetch-Site"]), Single(request.Headers["Sec-Fetch-Mode"]), KeyOf(request));

    private static void SetHeaders(IHeaderDictionary headers, bool encrypted)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (encrypted) headers.StrictTransportSecurity = "max-age=31536000";
    }

    // Programs send a bearer's key; browsers, and what scrapes metrics, can send a password.
    private static string? KeyOf(HttpRequest request)
    {
        if (Single(request.Headers.Authorization) is not { } authorization) return null;
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return authorization[7..].Trim();
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }

    // A header that is there twice is believed neither time.
    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.Count == 1 ? values[0] : "";

    private async Task RefuseAsync(HttpContext context, Access access)
    {
        var response = context.Response;
        response.StatusCode = access.Status;
        if (access.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = new(["Bearer", "Basic realm=\"StreamEngine\", charset=\"UTF-8\""]);
        // Every refusal counts, the first and every thousandth is a line: whoever knocks does not fill the log.
        var count = Interlocked.Increment(ref _refusals);
        if (count % 1000 == 1)
        {
            var path = Printable(context.Request.Path);
            Refused(context.Connection.RemoteIpAddress, access.Who ?? "nobody known", path, access.Status, count);
        }
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(access.Reason + "\n", context.RequestAborted);
    }

    private static string Printable(PathString path) => path.ToUriComponent();

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "audit: {Who} at {Address} asked {Method} {Path}, answered {Status}")]
    private partial void Changed(string who, System.Net.IPAddress? address, string method, string path, int status);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "audit: a request from {Address} by {Who} for {Path} was refused with {Status} (refusals so far: {Count})")]
    private partial void Refused(System.Net.IPAddress? address, string who, string path, int status, long count);
}
