using System.Globalization;
using StreamEngine.Commerce;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>川流: the uplift of handoffs, and what creators earn with them.</summary>
internal static class HandoffRoutes
{
    private const int MostListed = 10_000;

    public static void Map(WebApplication application, Viewed viewed)
    {
        application.MapGet("/api/handoffs/uplift", (string? merchant, string? first, string? last) => viewed.With(view => Uplift(view, merchant, first, last)))
            .WithSummary("What pairs of merchant and buyer spend in the merchant's own channel after their first distribution order, treated against held out, with a 95 % interval: of the platform, or with merchant of one; first and last are days (2026-06-18) of the first distribution orders.")
            .Produces<UpliftAnswer>().Produces(StatusCodes.Status400BadRequest);
        application.MapGet("/api/handoffs/rewards", (int? limit) => viewed.With(view => Rewards(view, limit ?? 50)))
            .WithSummary("What creators have earned with handoffs on the day of the last tick, highest reward first, and what of the day's budget is left.")
            .Produces<RewardsOfDay>().Produces(StatusCodes.Status400BadRequest);
    }

    private static IResult Uplift(LiveView view, string? merchant, string? first, string? last)
    {
        if (!TryDay(first, out var from)) return Viewed.Problem(StatusCodes.Status400BadRequest, $"first must be a day such as 2026-06-18, is {first}");
        if (!TryDay(last, out var to)) return Viewed.Problem(StatusCodes.Status400BadRequest, $"last must be a day such as 2026-06-18, is {last}");
        return Results.Json(UpliftAnswer.Of(merchant, view.Run.LastTick, view.Run.MeasureUplift(merchant, from, to)));
    }

    private static IResult Rewards(LiveView view, int limit) => limit is < 1 or > MostListed
        ? Viewed.Problem(StatusCodes.Status400BadRequest, $"limit must be 1 to {MostListed}, is {limit}")
        : Results.Json(view.Run.Rewards(limit));

    private static bool TryDay(string? text, out DateOnly? day)
    {
        day = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var found) ? found : null;
        return text is null || day is not null;
    }
}
