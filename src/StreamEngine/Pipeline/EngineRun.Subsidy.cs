using StreamEngine.Commerce.Campaigns;

namespace StreamEngine.Pipeline;

public sealed partial class EngineRun
{
    /// <summary>The products of a campaign's subsidy pool by rank, as of the last tick that ranked it. From any thread.</summary>
    public IReadOnlyList<SubsidisedProduct> SubsidyPoolOf(Campaign campaign)
    {
        lock (_merge.Gate) return _merge.State.SubsidyPools.Members(campaign);
    }
}
