using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class ScorecardValidationTests
{
    [Fact]
    public void The_scorecards_that_ship_are_valid()
    {
        Assert.Empty(ScorecardValidation.Check(EntityKind.Product, DefaultScorecards.Product));
        Assert.Empty(ScorecardValidation.Check(EntityKind.Merchant, DefaultScorecards.Merchant));
        Assert.Empty(ScorecardValidation.Check(EntityKind.Creator, DefaultScorecards.Creator));
    }

    [Theory]
    [InlineData("indicators[gpm].of", "impresions")]
    [InlineData("indicators[gpm].per", null)]
    public void Operands_must_be_known_and_complete(string path, string? operand) =>
        Assert.Contains(path, Paths(Change("gpm", i => path.EndsWith("of", StringComparison.Ordinal) ? i with { Of = operand! } : i with { Per = operand })));

    [Fact]
    public void Parameters_must_be_those_of_the_normaliser()
    {
        Assert.Contains("indicators[gpm].m", Paths(Change("gpm", i => i with { M = null })));
        Assert.Contains("indicators[gpm].a", Paths(Change("gpm", i => i with { A = 1 })));
        Assert.Contains("indicators[net_sales].a", Paths(Change("net_sales", i => i with { A = null })));
        Assert.Contains("indicators[net_sales].per", Paths(Change("net_sales", i => i with { Per = "clicks" })));
        Assert.Contains("baselines[*][gpm].p0", Paths(Row("*", "gpm", new() { V0 = 3000, P0 = 1 })));
        Assert.Contains("baselines[*][gpm].v0", Paths(Row("*", "gpm", new())));
    }

    [Fact]
    public void Windows_must_keep_what_is_asked_of_them()
    {
        Assert.Contains("indicators[gpm].window", Paths(Change("gpm", i => i with { Window = WindowKind.Hour })));
        Assert.Contains("indicators[selling_creators].of", Paths(Change("selling_creators", i => i with { Window = WindowKind.Day })));
    }

    [Fact]
    public void A_category_is_checked_together_with_what_it_inherits()
    {
        Assert.Contains("baselines[美妆][net_sales].p99", Paths(Row("美妆", "net_sales", new() { P50 = 200_000_000 })));
        Assert.Contains("baselines[美妆][price_edge].worst", Paths(Row("美妆", "price_edge", new() { Worst = 0.75 })));
        Assert.Contains("baselines[美妆][prise_edge]", Paths(Row("美妆", "prise_edge", new() { Worst = 0.75 })));
        Assert.Empty(Paths(Row("美妆", "price_edge", new() { Worst = 1.5 })));
    }

    [Fact]
    public void Only_products_have_categories() =>
        Assert.Equal(["baselines[美妆]"], Paths(Row("美妆", "repeat_rate", new() { V0 = 0.2 }, DefaultScorecards.Merchant), EntityKind.Merchant));

    [Fact]
    public void Cuts_rise_from_a_lowest_tier_that_has_none()
    {
        ScorecardOptions With(params double?[] cuts) => DefaultScorecards.Product with { Tiers = [.. cuts.Select((c, i) => new TierOptions { Name = "L" + i, Cut = c })] };
        Assert.Equal(["tiers[L0].cut"], Paths(With(1, 35)));
        Assert.Equal(["tiers[L2].cut"], Paths(With(null, 35, 35)));
        Assert.Equal(["tiers[L1].cut"], Paths(With(null, null)));
        Assert.Equal(["tiers"], Paths(With([null])));
    }

    [Fact]
    public void A_gate_needs_its_indicator()
    {
        var card = DefaultScorecards.Merchant with { Gates = new TopTierGates(), Indicators = [DefaultScorecards.Merchant.Indicators[0]] };
        Assert.Contains("gates.bad_review_rate", Paths(card, EntityKind.Merchant));
    }

    [Fact]
    public void Contradicting_options_are_not_compiled() =>
        Assert.Throws<ArgumentException>(() => Scorecard.Compile(EntityKind.Product, Change("gpm", i => i with { M = null })));

    private static ScorecardOptions Change(string id, Func<IndicatorOptions, IndicatorOptions> change) =>
        DefaultScorecards.Product with { Indicators = [.. DefaultScorecards.Product.Indicators.Select(i => i.Id == id ? change(i) : i)] };

    private static ScorecardOptions Row(string category, string indicator, BaselineOptions baseline, ScorecardOptions? card = null)
    {
        card ??= DefaultScorecards.Product;
        var row = new Dictionary<string, BaselineOptions>(card.Baselines.GetValueOrDefault(category) ?? new Dictionary<string, BaselineOptions>()) { [indicator] = baseline };
        return card with { Baselines = new Dictionary<string, IReadOnlyDictionary<string, BaselineOptions>>(card.Baselines) { [category] = row } };
    }

    private static List<string> Paths(ScorecardOptions card, EntityKind kind = EntityKind.Product) => [.. ScorecardValidation.Check(kind, card).Select(e => e.Path)];
}
