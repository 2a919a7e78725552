using Prometheus;

namespace StreamEngine.Host.Api;

/// <summary>The engine for Prometheus.</summary>
internal static class MetricsRoute
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Map(WebApplication application, Viewed viewed)
    {
        var registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(registry);
        var gauges = new EngineMetrics(factory);
        var pauses = new CollectorPauses(factory);
        application.Lifetime.ApplicationStopped.Register(pauses.Dispose);
        registry.AddBeforeCollectCallback(() =>
        {
            if (viewed.View is { } view) gauges.Take(view.Status());
        });
        application.MapGet("/metrics", async (HttpContext context, CancellationToken stop) =>
        {
            context.Response.ContentType = ContentType;
            await registry.CollectAndExportAsTextAsync(context.Response.Body, stop);
        }).WithSummary("The engine for Prometheus.");
    }
}
