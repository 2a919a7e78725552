using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Api;

/// <summary>What clients may cost the engine: nobody who asks, however often or slowly, holds up what computes.</summary>
internal static class ApiLimits
{
    /// <summary>Nothing that is sent here is long.</summary>
    private const int LargestBody = 64 * 1024;

    public static void Apply(KestrelServerLimits limits, ApiOptions options)
    {
        limits.MaxRequestBodySize = LargestBody;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5); // who sends a header a minute is not waited for
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        limits.MaxConcurrentConnections = options.StreamClients + 1000;
        limits.Http2.MaxStreamsPerConnection = 32;
    }

    /// <summary>Limits the requests of each address; asking for health is always free, since it decides whether the process is restarted.</summary>
    public static void Limit(IServiceCollection services, ApiOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path.StartsWithSegments("/health")
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 2 * options.RequestsPerSecond,
                TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(options.RequestsPerSecond < 10 ? 1.0 / options.RequestsPerSecond : 0.1),
            }));
    });
}
