using StreamEngine.Entities;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>Entities: one with its score explained, or those of a tier.</summary>
internal static class EntityRoutes
{
    private const int MostListed = 10_000;

    public static void Map(WebApplication application, Viewed viewed) =>
        application.MapGet("/api/entities/{kind}", (string kind, string? id, string? tier, int? limit) => viewed.With(view => Answer(view, kind, id, tier, limit)))
            .WithSummary("With id: the entity's score, explained indicator by indicator, and the manual decisions about it. With tier: the entities that are in it since their last change, latest first.")
            .Produces<EntityReport>().Produces(StatusCodes.Status404NotFound);

    private static IResult Answer(LiveView view, string kindName, string? id, string? tier, int? limit)
    {
        if (!TryParse(kindName, out var kind))
            return Viewed.Problem(StatusCodes.Status404NotFound, $"there are scores of product, merchant and creator, not of {kindName}");
        if (id is null) return List(view, kind, tier, limit ?? 50);
        return EntityReport.Find(view.Run, kind, id) is { } report
            ? Results.Json(report)
            : Viewed.Problem(StatusCodes.Status404NotFound, $"no {kindName} {id} is known: it has had no event in the month window, or the id is another{Hint(kind, id)}");
    }

    private static string Hint(EntityKind kind, string id) => kind == EntityKind.Product && !id.Contains('/') ? " (a product's is merchant/product)" : "";

    private static bool TryParse(string name, out EntityKind kind)
    {
        kind = (EntityKind)Math.Max(0, EntityKinds.Names.ToList().IndexOf(name));
        return EntityKinds.Name(kind) == name && EntityKinds.IsScored(kind);
    }

    private static IResult List(LiveView view, EntityKind kind, string? tier, int limit)
    {
        if (tier is null) return Viewed.Problem(StatusCodes.Status400BadRequest, "name an entity with ?id=, or a tier with ?tier=");
        if (limit is < 1 or > MostListed) return Viewed.Problem(StatusCodes.Status400BadRequest, $"limit must be 1 to {MostListed}, is {limit}");
        return Results.Json(new { AsOfTick = view.Run.LastTick, Kind = EntityKinds.Name(kind), Tier = tier, Entities = view.InTier(kind, tier, limit) });
    }
}
