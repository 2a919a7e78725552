using StreamEngine.Commerce;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>Leaders (团长): one with its figures, or those that have brought most about.</summary>
internal static class LeaderRoutes
{
    private const int MostListed = 10_000;

    public static void Map(WebApplication application, Viewed viewed) =>
        application.MapGet("/api/leaders", (string? id, int? limit) => viewed.With(view => id is null ? Top(view, limit ?? 50) : One(view, id)))
            .WithSummary("Leaders by distributed GMV of the month window, with merchants, products and creators that sold through them, rate of quality refunds and mean commission. With id: one leader.")
            .Produces<LeadersAnswer>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);

    private static IResult Top(LiveView view, int limit) => limit is < 1 or > MostListed
        ? Viewed.Problem(StatusCodes.Status400BadRequest, $"limit must be 1 to {MostListed}, is {limit}")
        : Results.Json(new LeadersAnswer(view.Run.LastTick, view.Run.TopLeaders(limit)));

    private static IResult One(LiveView view, string id) => view.Run.FindLeader(id) is { } figures
        ? Results.Json(new LeadersAnswer(view.Run.LastTick, [figures]))
        : Viewed.Problem(StatusCodes.Status404NotFound, $"no leader {id} is known: no event has named it in the month window");
}

/// <summary>Leaders, the first by distributed GMV.</summary>
/// <param name="AsOfTick">The last tick that was put out, ms since the Unix epoch; null before the first.</param>
/// <param name="Leaders">Their figures.</param>
internal sealed record LeadersAnswer(long? AsOfTick, IReadOnlyList<LeaderFigures> Leaders);
