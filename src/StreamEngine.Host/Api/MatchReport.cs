using System.Text.Json.Serialization;
using StreamEngine.Commerce.Matching;
using StreamEngine.Entities;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Api;

/// <summary>Ranked matches, as the API serves them and as <c>match</c> prints them.</summary>
/// <param name="Question">products, creators or offers.</param>
/// <param name="Kind">Kind of the one who asks: creator or product.</param>
/// <param name="Id">Its id.</param>
/// <param name="Tick">The tick that its own figures are as of, ms since the Unix epoch.</param>
/// <param name="NotMatched">Why it is no candidate itself, so that nothing is matched; absent when it is.</param>
/// <param name="Matches">The best, in their order.</param>
internal sealed record MatchReport(
    string Question, string Kind, string Id, long Tick, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NotMatched, IReadOnlyList<MatchEntry> Matches)
{
    /// <summary>The most matches that one answer lists, and how many by default.</summary>
    public const int MostListed = 1000, Listed = 20;

    /// <summary>Products for a creator, or open offers for its own recruiting; null when it is not known.</summary>
    public static MatchReport? ForCreator(EngineRun engine, string creator, int limit, bool openOnly) => engine.MatchProducts(creator, limit, openOnly) is { } answer
        ? Of(answer, openOnly ? "offers" : "products", EntityKind.Creator, creator) : null;

    /// <summary>Creators for a product; null when it is not known.</summary>
    public static MatchReport? ForProduct(EngineRun engine, string product, int limit) => engine.MatchCreators(product, limit) is { } answer
        ? Of(answer, "creators", EntityKind.Product, product) : null;

    private static MatchReport Of(MatchAnswer answer, string question, EntityKind kind, string id) =>
        new(question, EntityKinds.Name(kind), id, answer.Tick, answer.NotMatched, [.. answer.Best.Select((match, i) => MatchEntry.Of(match, i + 1))]);
}

/// <summary>A match with its parts: what each is, and the points that it adds.</summary>
internal sealed record MatchEntry(int Rank, string Id, string Tier, bool Priority, double Match, IReadOnlyList<MatchPart> Parts)
{
    /// <summary>The product's category.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Category { get; init; }

    /// <summary>Mean price of the product and of the creator in the month, fen a unit; absent when nothing was sold.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ProductPrice { get; init; }

    /// <inheritdoc cref="ProductPrice"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CreatorPrice { get; init; }

    public static MatchEntry Of(Match match, int rank) => new(rank, match.Id, match.Tier, match.Priority, match.Value,
    [
        new("affinity", match.Affinity, 40 * match.Affinity),
        new("price_fit", match.PriceFit, 20 * match.PriceFit),
        new("product_score", match.ProductScore, 15 * match.ProductScore / 100),
        new("creator_score", match.CreatorScore, 15 * match.CreatorScore / 100),
        new("commission", match.Commission, 10 * match.Commission),
    ])
    {
        Category = match.Category,
        ProductPrice = match.ProductPrice,
        CreatorPrice = match.CreatorPrice,
    };
}

/// <summary>A part of a match: its name, its value, the points that it adds.</summary>
internal sealed record MatchPart(string Part, double Value, double Points);
