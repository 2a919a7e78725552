using StreamEngine.Host.Configuration;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Configuration;

public sealed class OverlayTests
{
    [Fact]
    public void A_file_changes_what_it_names_and_nothing_else()
    {
        var options = Loading.Options("""
            engine:
              tick_interval: 200ms
              pair_limit: 5_000_000
            scoring:
              product:
                hold: 1m
                indicators:
                  - { id: gpm, weight: 9.5 }
                  - id: price_edge
                    weight: 12.5
                tiers: [{ name: L5, cut: 70 }]
                gates: { creators: 5 }
            """);
        Assert.Equal(TimeSpan.FromMilliseconds(200), options.Engine.TickInterval);
        Assert.Equal(5_000_000, options.Engine.PairLimit);
        Assert.Equal(20_000_000, options.Engine.DeduplicationLimit);
        var card = options.Scoring.Product;
        Assert.Equal(9.5, card.Indicators[^1].Weight);
        Assert.Equal(12.5, card.Indicators[2].Weight);
        Assert.Equal(DefaultScorecards.Product.Indicators[^1] with { Weight = 9.5 }, card.Indicators[^1]);
        Assert.Equal([null, 35, 45, 52, 60, 70], card.Tiers.Select(t => t.Cut));
        Assert.Equal(new TopTierGates { Creators = 5 }, card.Gates);
    }

    [Fact]
    public void A_category_is_added_beside_the_default_row()
    {
        var card = Loading.Options("""
            scoring:
              product:
                baselines:
                  美妆: { quality_refund_rate: { p0: 0.02 } }
                  "*": { gpm: { v0: 4000 } }
            """).Scoring.Product;
        Assert.Equal(0.02, card.Baselines["美妆"]["quality_refund_rate"].P0);
        Assert.Equal(4000, card.Baselines["*"]["gpm"].V0);
        Assert.Equal(0.03, card.Baselines["*"]["quality_refund_rate"].P0);
        Assert.Equal(1, Scorecard.Compile(StreamEngine.Entities.EntityKind.Product, card).BaselineOf("美妆"));
    }

    [Fact]
    public void An_indicator_is_added_at_the_end_and_another_taken_out()
    {
        var card = Loading.Options("""
            scoring:
              creator:
                indicators:
                  - { id: report_rate, remove: true }
                  - { id: follow_rate, name: 涨粉率, part: content, window: month, normaliser: ratio, of: follows, per: views, m: 100, weight: 9 }
                baselines:
                  "*": { report_rate: null, follow_rate: { v0: 0.01 } }
            """).Scoring.Creator;
        Assert.DoesNotContain(card.Indicators, i => i.Id == "report_rate");
        Assert.Equal("follow_rate", card.Indicators[^1].Id);
    }

    [Fact]
    public void An_empty_file_and_an_empty_section_change_nothing()
    {
        foreach (var text in new[] { "", "# nothing\n", "engine:\n", "scoring:\n  product:\n    # all below is commented out\n" })
            Assert.Equal(11, Loading.Options(text).Scoring.Product.Indicators.Count);
    }

    [Fact]
    public void Gates_can_be_left_out_altogether() => Assert.Null(Loading.Options("scoring: { product: { gates: null } }").Scoring.Product.Gates);

    [Fact]
    public void An_anchor_stands_for_what_it_names()
    {
        var options = Loading.Options("""
            engine:
              maximum_skew: &five 5m
              maximum_lead: *five
            """);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Engine.MaximumLead);
    }

    [Fact]
    public void The_command_line_comes_over_the_environment_and_that_over_the_file()
    {
        var environment = new Dictionary<string, string>
        {
            ["STREAMENGINE__API__PORT"] = "9001",
            ["STREAMENGINE__API__ADDRESS"] = "127.0.0.3",
            ["STREAMENGINE__SCORING__PRODUCT__INDICATORS__GPM__WEIGHT"] = "11",
            ["streamengine__scoring__product__tiers__l5__cut"] = "71",
            ["UNRELATED"] = "x",
        };
        string[] set = ["api.port=9002", "scoring.product.indicators[price_edge].weight=11", "scoring.product.baselines[3C.数码].gpm.v0=4_000"];
        var options = Loading.Options("api: { port: 9000, address: 127.0.0.2 }", set, environment);
        Assert.Equal(("127.0.0.3", 9002), (options.Api.Address, options.Api.Port));
        Assert.Equal([11, 11], new[] { 2, 10 }.Select(i => options.Scoring.Product.Indicators[i].Weight));
        Assert.Equal(71, options.Scoring.Product.Tiers[^1].Cut);
        Assert.Equal(4000, options.Scoring.Product.Baselines["3C.数码"]["gpm"].V0);
    }

    [Fact]
    public void A_list_can_be_written_on_the_command_line() =>
        Assert.Equal(["a", "b"], Loading.Options(set: ["scoring.merchant.tiers=[{name: a}, {name: b, cut: 50}]"]).Scoring.Merchant.Tiers.Select(t => t.Name));

    [Fact]
    public void A_text_may_refer_to_the_environment()
    {
        var environment = new Dictionary<string, string> { ["LISTEN"] = "127.0.0", ["PORT"] = "8081" };
        var options = Loading.Options("api: { address: \"${env:LISTEN}.0\", port: \"${env:PORT}\" }", environment: environment);
        Assert.Equal(("127.0.0.0", 8081), (options.Api.Address, options.Api.Port));
    }

    [Fact]
    public void Weights_that_do_not_add_up_to_a_hundred_are_warned_of()
    {
        var loaded = ConfigurationLoader.LoadText("scoring:\n  product:\n    indicators: [{ id: gpm, weight: 20 }]\n", [], Loading.NoEnvironment);
        Assert.NotNull(loaded.Options);
        var warning = Assert.Single(loaded.Warnings);
        Assert.Equal("scoring.product.indicators (line 3): weights add up to 110, not to 100: that is the highest score there can be", warning.ToString());
    }
}
