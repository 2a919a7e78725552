using StreamEngine.Entities;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class BenefitsTests
{
    private static readonly Scorecard Product = Scorecard.Compile(EntityKind.Product, DefaultScorecards.Product);

    [Theory]
    [InlineData(0, 0.70)]
    [InlineData(1, 0.90)]
    [InlineData(2, 1.00)]
    [InlineData(3, 1.05)]
    [InlineData(4, 1.12)]
    [InlineData(5, 1.25)]
    public void A_product_is_explained_with_the_benefits_of_its_tier(int tier, double multiplier) =>
        Assert.Equal(new Benefits(tier == 5, multiplier, tier == 5, tier == 5, tier == 5), Explain(Product, tier).Benefits);

    [Fact]
    public void Other_kinds_have_no_benefits() => Assert.Null(Explain(Scorecard.Compile(EntityKind.Creator, DefaultScorecards.Creator), 3).Benefits);

    [Fact]
    public void A_change_into_L5_grants_what_one_who_is_there_has() =>
        Assert.Equal(Explain(Product, 5).Benefits, TierLadder.BenefitsOf(Product, 4, 5));

    private static ScoreExplanation Explain(Scorecard card, int tier)
    {
        var score = new FinalScore(card.Kind, "m/p", 1_000, 50, true, card.TierNames[tier], new double[card.Options.Indicators.Count], 0, card);
        return ScoreExplainer.Explain(score, tier, null, new long[card.Inputs.Length], 0, null);
    }
}
