namespace StreamEngine.Host.Api;

/// <summary>The state of the engine as a whole, and its lag.</summary>
internal static class StatusRoutes
{
    public static void Map(WebApplication application, Viewed viewed)
    {
        application.MapGet("/api/status", () => viewed.With(view => Results.Json(view.Status())));
        application.MapGet("/api/lag", () => viewed.With(view => Results.Json(new
        {
            AsOfTick = view.Run.LastTick,
            Lag = view.Lag.Total,
            view.Lag.Partitions,
        })));
    }
}
