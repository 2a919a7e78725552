using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>What a lane says of a product that could have official subsidy, or could and cannot any more.</summary>
/// <param name="Id">The product's id.</param>
/// <param name="Fits">Whether it is in the top tier, cheap enough, prompt enough and selling.</param>
/// <param name="Score">Its score.</param>
internal readonly record struct SubsidyCandidate(string Id, bool Fits, double Score)
{
    public void Save(SnapshotWriter to)
    {
        to.Text(Id);
        to.Flag(Fits);
        to.Double(Score);
    }

    public static SubsidyCandidate Load(SnapshotReader from) => new(from.Text(), from.Flag(), from.Double());
}

/// <summary>A product of a campaign's subsidy pool.</summary>
/// <param name="Id">The product.</param>
/// <param name="Rank">Its place, from 1.</param>
/// <param name="Score">Its score, as of the tick of the ranking.</param>
public readonly record struct SubsidisedProduct(string Id, int Rank, double Score);

/// <summary>A product that entered or left a campaign's subsidy pool.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Id">The product.</param>
/// <param name="Entered">False: it left.</param>
/// <param name="Rank">Its place, from 1; 0 when it left.</param>
/// <param name="Score">Its score; that of the last time in the pool when it left.</param>
internal readonly record struct SubsidyChange(Campaign Campaign, string Id, bool Entered, int Rank, double Score);
