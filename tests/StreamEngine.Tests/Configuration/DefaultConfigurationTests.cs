using System.Collections;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Configuration;

public sealed class DefaultConfigurationTests
{
    [Fact]
    public void The_file_that_ships_says_what_the_code_says()
    {
        var fromFile = Lines("", Loading.Options()).ToList();
        var fromCode = Lines("", new StreamEngineOptions()).ToList();
        Assert.Equal(fromCode, fromFile);
        Assert.True(fromCode.Count > 300, $"only {fromCode.Count} values were compared");
    }

    [Fact]
    public void The_file_that_ships_names_every_option()
    {
        var missing = new List<string>();
        Named(typeof(StreamEngineOptions), (ConfigMap)YamlReader.Read(ConfigurationLoader.DefaultText, OriginKind.Defaults, [])!, "");
        Assert.Empty(missing);

        void Named(Type type, ConfigMap section, string path)
        {
            foreach (var (key, property) in OptionTypes.Properties(type))
            {
                var there = section.Entries.TryGetValue(key, out var node);
                if (!there && !OptionTypes.AllowsNull(property)) missing.Add($"{path}{key}");
                if (node is ConfigMap below && OptionTypes.ElementOfDictionary(property.PropertyType) is null) Named(property.PropertyType, below, $"{path}{key}.");
            }
        }
    }

    [Fact]
    public void The_file_that_ships_lies_beside_the_program() =>
        Assert.Equal(ConfigurationLoader.DefaultText, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, ConfigurationLoader.FileName)));

    [Fact]
    public void The_numbers_are_those_of_the_product_scorecard()
    {
        var card = Loading.Options().Scoring.Product;
        Assert.Equal(
            ["search_pull 6", "goodwill 6", "price_edge 12", "discount_depth 8", "selling_creators 10", "commission_pull 8", "quality_refund_rate 12",
             "bad_review_rate 10", "late_shipment_rate 8", "net_sales 10", "gpm 10"],
            card.Indicators.Select(i => $"{i.Id} {i.Weight}"));
        Assert.Equal([null, 35, 45, 52, 60, 68], card.Tiers.Select(t => t.Cut));
        Assert.Equal([0.70, 0.90, 1.00, 1.05, 1.12, 1.25], card.Tiers.Select(t => t.TrafficMultiplier));
        Assert.Equal((30, 3, TimeSpan.FromMinutes(1), 30, 0), (card.MinimumPaidOrders, card.Margin, card.Hold, card.SevereCap, card.PenaltyCap));
        Assert.Equal(new BaselineOptions { P50 = 500_000, P99 = 100_000_000 }, card.Baselines["*"]["net_sales"]);
        Assert.Equal("1000*net_sales", card.Indicators[^1].Of);
        Assert.Equal(new TopTierGates(), card.Gates);
    }

    [Fact]
    public void The_numbers_are_those_of_merchants_and_creators()
    {
        var scoring = Loading.Options().Scoring;
        Assert.Equal([25, 20, 20, 10, 10, 10, 5], scoring.Merchant.Indicators.Select(i => i.Weight));
        Assert.Equal([10, 10, 10, 18, 17, 9, 8, 9, 9], scoring.Creator.Indicators.Select(i => i.Weight));
        foreach (var card in new[] { scoring.Merchant, scoring.Creator })
        {
            Assert.Equal([null, 42, 52, 62], card.Tiers.Select(t => t.Cut));
            Assert.Equal(["落后", "中等", "良好", "优秀"], card.Tiers.Select(t => t.Label));
            Assert.Equal((2, 20), (card.Margin, card.PenaltyCap));
            Assert.Null(card.Gates);
        }
        Assert.Equal(0.005, scoring.Merchant.Baselines["*"]["dispute_rate"].P0);
        Assert.Equal(0.001, scoring.Creator.Baselines["*"]["report_rate"].P0);
    }

    [Fact]
    public void There_is_nothing_to_warn_of() =>
        Assert.Empty(ConfigurationLoader.Load(null, [], Loading.NoEnvironment).Warnings);

    /// <summary>Every value with its path.</summary>
    private static IEnumerable<string> Lines(string path, object? value) => value switch
    {
        null or string or ValueType or Secret => [$"{path} = {ScalarParser.Format(value)}"],
        IDictionary dictionary => dictionary.Keys.Cast<string>().SelectMany(k => Lines($"{path}[{k}]", dictionary[k])),
        IEnumerable list => list.Cast<object?>().SelectMany((item, i) => Lines($"{path}[{i}]", item)),
        _ => OptionTypes.Properties(value.GetType()).SelectMany(p => Lines($"{path}.{p.Key}", p.Value.GetValue(value))),
    };
}
