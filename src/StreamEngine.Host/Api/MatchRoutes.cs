
namespace StreamEngine.Host.Api;

/// <summary>Which products and creators fit: 选品中心, 达人广场 and 达人招商.</summary>
internal static class MatchRoutes
{
    public static void Map(WebApplication application, Viewed viewed)
    {
        application.MapGet("/api/matching/products", (string? creator, int? limit) => viewed.With(view => Answer(creator, "creator", limit, (id, n) => MatchReport.ForCreator(view.Run, id, n, openOnly: false))))
            .WithSummary("Products for a creator (选品中心), the best first, with what each match is made of; at most three of a merchant in the first twenty.")
            .Produces<MatchReport>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
        application.MapGet("/api/matching/offers", (string? creator, int? limit) => viewed.With(view => Answer(creator, "creator", limit, (id, n) => MatchReport.ForCreator(view.Run, id, n, openOnly: true))))
            .WithSummary("Open offers for a creator's own recruiting (达人招商): products of merchants that it has sold nothing for in the month.")
            .Produces<MatchReport>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
        application.MapGet("/api/matching/creators", (string? product, int? limit) => viewed.With(view => Answer(product, "product", limit, (id, n) => MatchReport.ForProduct(view.Run, id, n))))
            .WithSummary("Creators for a product (达人广场), the best first, with what each match is made of. The product's id is merchant/product.")
            .Produces<MatchReport>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
    }

    private static IResult Answer(string? id, string kind, int? limit, Func<string, int, MatchReport?> ask)
    {
        if (string.IsNullOrEmpty(id)) return Viewed.Problem(StatusCodes.Status400BadRequest, $"name a {kind} with ?{kind}=");
        if (limit is < 1 or > MatchReport.MostListed) return Viewed.Problem(StatusCodes.Status400BadRequest, $"limit must be 1 to {MatchReport.MostListed}, is {limit}");
        return ask(id, limit ?? MatchReport.Listed) is { } report ? Results.Json(report)
            : Viewed.Problem(StatusCodes.Status404NotFound, $"no {kind} {id} is known: it has had no event in the month window, or the id is another{(kind == "product" && !id.Contains('/') ? " (a product's is merchant/product)" : "")}");
    }
}
