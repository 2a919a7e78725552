using StreamEngine.Entities;
using StreamEngine.Host.Running;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Api;

/// <summary>Who is about to change tier.</summary>
internal static class OutlookRoutes
{
    /// <summary>The most entities that one answer lists.</summary>
    public const int MostListed = 10_000;

    public static void Map(WebApplication application, Viewed viewed) =>
        application.MapGet("/api/outlook", (string? kind, int? limit, double? within) => viewed.With(view => Answer(view, kind, limit ?? 50, within ?? Outlook.DefaultWithin)))
            .WithSummary("Rated entities near the next tier's cut or near losing theirs, and those whose fall waits for the end of a hold, with the tick at which it could happen.")
            .Produces<OutlookReport>().Produces(StatusCodes.Status400BadRequest);

    /// <summary>The kind of a name; null for no name. False for a name that no scorecard has.</summary>
    public static bool TryKind(string? name, out EntityKind? kind)
    {
        kind = null;
        if (name is null) return true;
        for (var scored = EntityKind.Product; scored <= EntityKind.Creator; scored++) if (EntityKinds.Name(scored) == name) kind = scored;
        return kind is not null;
    }

    private static IResult Answer(LiveView view, string? name, int limit, double within)
    {
        if (!TryKind(name, out var kind)) return Viewed.Problem(StatusCodes.Status400BadRequest, $"kind must be product, merchant or creator, is {name}");
        if (limit is < 1 or > MostListed) return Viewed.Problem(StatusCodes.Status400BadRequest, $"limit must be 1 to {MostListed}, is {limit}");
        if (within is not (>= 0 and <= 100)) return Viewed.Problem(StatusCodes.Status400BadRequest, $"within must be 0 to 100 points, is {within}");
        var tick = view.Run.LastTick;
        return Results.Json(OutlookReport.Of(view.Run.LookAhead(kind, within), tick, within, limit));
    }
}
