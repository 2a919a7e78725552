using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>The state of the engine as a whole, and its lag.</summary>
internal static class StatusRoutes
{
    public static void Map(WebApplication application, Viewed viewed)
    {
        application.MapGet("/api/status", () => viewed.With(view => Results.Json(view.Status())))
            .WithSummary("The engine in one object: counts, lag, tiers, sinks.").Produces<StatusReport>();
        application.MapGet("/api/lag", () => viewed.With(view => Results.Json(new LagAnswer(view.Run.LastTick, view.Lag.Total, view.Lag.Partitions))))
            .WithSummary("How far each partition is behind, with a verdict.").Produces<LagAnswer>();
        application.MapGet("/api/too-late", () => viewed.With(view => Results.Json(TooLateAnswer.Of(view.Run))))
            .WithSummary("Events whose day had left the month window, by merchant and day; those of the most first.").Produces<TooLateAnswer>();
    }
}
