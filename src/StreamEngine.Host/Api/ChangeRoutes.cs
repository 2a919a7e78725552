using System.Threading.Channels;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>The latest tier changes, and the stream of those to come, and of announcements, as server-sent events.</summary>
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
            .WithSummary("Tier changes as server-sent events, and what commerce systems announce as events named milestones, handoff-audiences and subsidy-changes. With Last-Event-ID it goes on after that one, as long as it is among the last 10,000.");
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
        var waiting = Channel.CreateBounded<LiveItem>(new BoundedChannelOptions(ChangeHistory.Kept + Behind) { SingleReader = true });
        var lastId = context.Request.Headers["Last-Event-ID"].FirstOrDefault();
        context.Response.ContentType = "text/event-stream";
        using var subscription = view.Changes.Subscribe(lastId, item =>
        {
            if (!waiting.Writer.TryWrite(item)) waiting.Writer.TryComplete();
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

    private static async Task WriteAllAsync(HttpResponse response, ChannelReader<LiveItem> items, CancellationToken stop)
    {
        while (true)
        {
            await response.Body.FlushAsync(stop);
            var more = items.WaitToReadAsync(stop).AsTask();
            while (await Task.WhenAny(more, Task.Delay(Silence, stop)) != more)
            {
                await response.WriteAsync(":\n\n", stop);
                await response.Body.FlushAsync(stop);
            }
            if (!await more) return;
            while (items.TryRead(out var item))
            {
                // A tier change is a message without a name, as it has always been; whoever knows no other does not see the others.
                var name = item.Announcement is { } announced ? $"event: {announced.Topic.Name}\n" : "";
                await response.WriteAsync($"{name}id: {item.EventId}\ndata: {item.Announcement?.Text ?? ApiJson.Of(item.Change!)}\n\n", stop);
            }
        }
    }
}
