using System.Threading.Channels;
using StreamEngine.Host.Running;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Api;

/// <summary>The latest tier changes, and the stream of those to come as server-sent events.</summary>
internal static class ChangeRoutes
{
    /// <summary>What a subscriber may be behind, beyond the history that it asked for; then it is cut off and may come back with its last id.</summary>
    private const int Behind = 1000;

    /// <summary>A comment so often keeps proxies from closing a silent stream.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public static void Map(WebApplication application, Viewed viewed, int streamClients)
    {
        var places = new SemaphoreSlim(streamClients);
        application.MapGet("/api/changes", (int? limit) => viewed.With(view => limit is < 1 or > ChangeHistory.Kept
            ? Viewed.Problem(StatusCodes.Status400BadRequest, $"limit must be 1 to {ChangeHistory.Kept}, is {limit}")
            : Results.Bytes(ApiJson.Of(view.Changes.Latest(limit ?? 50)), "application/json; charset=utf-8")))
            .WithSummary("The latest tier changes, newest first, each as it is on its topic and with its own tick.");
        application.MapGet("/api/changes/stream", (HttpContext context, IHostApplicationLifetime lifetime) =>
            viewed.View is { } view ? InPlaceAsync(context, view, places, lifetime.ApplicationStopping) : viewed.With(_ => Results.Empty).ExecuteAsync(context))
            .WithSummary("Tier changes as server-sent events. With Last-Event-ID it goes on after that change, as long as it is among the last 10,000.");
    }

    private static async Task InPlaceAsync(HttpContext context, LiveView view, SemaphoreSlim places, CancellationToken stopping)
    {
        if (!await places.WaitAsync(0, stopping))
        {
            context.Response.Headers.RetryAfter = "10";
            await Viewed.Problem(StatusCodes.Status503ServiceUnavailable, "all streams are taken: api.stream_clients says how many there are").ExecuteAsync(context);
            return;
        }
        try
        {
            await StreamAsync(context, view, stopping);
        }
        finally
        {
            places.Release();
        }
    }

    private static async Task StreamAsync(HttpContext context, LiveView view, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var waiting = Channel.CreateBounded<TierChange>(new BoundedChannelOptions(ChangeHistory.Kept + Behind) { SingleReader = true });
        var lastId = context.Request.Headers["Last-Event-ID"].FirstOrDefault();
        context.Response.ContentType = "text/event-stream";
        using var subscription = view.Changes.Subscribe(lastId, change =>
        {
            if (!waiting.Writer.TryWrite(change)) waiting.Writer.TryComplete();
        });
        try
        {
            await context.Response.WriteAsync("retry: 1000\n\n", end.Token);
            await WriteAllAsync(context.Response, waiting.Reader, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The subscriber or the engine has left.
        }
    }

    private static async Task WriteAllAsync(HttpResponse response, ChannelReader<TierChange> changes, CancellationToken stop)
    {
        while (true)
        {
            await response.Body.FlushAsync(stop);
            var more = changes.WaitToReadAsync(stop).AsTask();
            while (await Task.WhenAny(more, Task.Delay(Silence, stop)) != more)
            {
                await response.WriteAsync(":\n\n", stop);
                await response.Body.FlushAsync(stop);
            }
            if (!await more) return;
            while (changes.TryRead(out var change))
                await response.WriteAsync($"id: {ChangeHistory.EventId(change)}\ndata: {ApiJson.Of(change)}\n\n", stop);
        }
    }
}
