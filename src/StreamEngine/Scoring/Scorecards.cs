using StreamEngine.Entities;

namespace StreamEngine.Scoring;

/// <summary>The three compiled scorecards. Immutable, shared by all threads.</summary>
/// <param name="Product">Products (快分销, five forces).</param>
/// <param name="Merchant">Merchants (商品力).</param>
/// <param name="Creator">Creators (带货口碑分).</param>
public sealed record Scorecards(Scorecard Product, Scorecard Merchant, Scorecard Creator)
{
    /// <summary>Compiles valid options.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public static Scorecards Compile(ScoringOptions options) => new(
        Scorecard.Compile(EntityKind.Product, options.Product),
        Scorecard.Compile(EntityKind.Merchant, options.Merchant),
        Scorecard.Compile(EntityKind.Creator, options.Creator));
}
