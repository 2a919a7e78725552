using StreamEngine.Host.Configuration;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Configuration;

public sealed class TrialFileTests
{
    [Fact]
    public void Only_the_scoring_of_a_trial_counts_and_it_goes_over_everything_else()
    {
        var loaded = Load("scoring:\n  product: { margin: 1 }\nkafka: { group_id: another }\n", "scoring.product.margin=2", "scoring.product.hold=5s");
        Assert.Empty(loaded.Errors);
        Assert.Equal(1, loaded.Options!.Scoring.Product.Margin);
        Assert.Equal(TimeSpan.FromSeconds(5), loaded.Options.Scoring.Product.Hold);
        Assert.Equal(new StreamEngineOptions().Kafka.GroupId, loaded.Options.Kafka.GroupId);
    }

    [Theory]
    [InlineData("scoring: { product: { margn: 1 } }", "scoring.product.margn")]
    [InlineData("scoring: { product: { indicators: [{ id: gpm, weight: 101 }] } }", "scoring.product.indicators")]
    [InlineData("kafka: {}", "scoring")]
    [InlineData("- 1", "scoring")]
    [InlineData("", "scoring")]
    public void A_trial_that_is_none_is_an_error_with_its_path(string text, string path) =>
        Assert.StartsWith(path, Assert.Single(Load(text).Errors).Path, StringComparison.Ordinal);

    [Fact]
    public void A_trial_that_cannot_be_read_is_named() => Assert.Contains("absent.yaml", Assert.Single(ConfigurationLoader.Load(null, [], Loading.NoEnvironment, trial: "absent.yaml").Errors).Message, StringComparison.Ordinal);

    private static LoadedConfiguration Load(string text, params string[] set)
    {
        using var folder = new TemporaryFolder();
        return ConfigurationLoader.Load(null, set, Loading.NoEnvironment, trial: folder.Write("trial.yaml", text));
    }
}
