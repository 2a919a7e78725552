using System.Globalization;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Demo;

/// <summary>The campaign of a demo: it opens with the sale, and has lines that the demo's traffic crosses. A caller who has campaigns of their own keeps them.</summary>
internal static class DemoCampaign
{
    /// <summary>The campaign's id where the caller has none.</summary>
    private const string Id = "618-2026";

    /// <summary>The id of the campaign that the view shows.</summary>
    public static string Shown(StreamEngineOptions configuration) => configuration.Campaigns.Count > 0 ? configuration.Campaigns[0].Id : Id;

    /// <summary>Settings for the engine, <c>path=value</c>.</summary>
    /// <param name="configuration">The caller's configuration.</param>
    /// <param name="opening">When the sale opens.</param>
    public static IEnumerable<string> Settings(StreamEngineOptions configuration, DateTimeOffset opening)
    {
        if (configuration.Campaigns.Count > 0) return [];
        string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return
        [
            $"campaigns=[{{ id: {Id}, name: 618 大促, start: '{Time(opening)}', end: '{Time(opening.AddHours(28))}', milestones: true, subsidy_slots: 10 }}]",
            "milestones.brand_net_gmv=100_000_000", "milestones.merchant_net_gmv=30_000_000", "milestones.leader_net_gmv=30_000_000", "milestones.product_units=500",
            "milestones.target_brands=3", "milestones.target_merchants=10", "milestones.target_products=5", "milestones.target_leaders=4",
        ];
    }
}
