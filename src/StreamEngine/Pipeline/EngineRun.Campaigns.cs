using System.Text;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline;

/// <summary>What can be asked of campaigns, from any thread, as of the last tick of every owner; holds each up for as long as it takes to look at its totals once.</summary>
public sealed partial class EngineRun
{
    /// <summary>The campaigns.</summary>
    public CampaignPlan Campaigns { get; }

    /// <summary>What an entity has sold within a campaign; null when there is nothing, or not any more.</summary>
    public CampaignTotal? FindTotal(Campaign campaign, EntityKind kind, string id)
    {
        var name = Encoding.UTF8.GetBytes(id);
        var hash = IdTable.HashOf(name, IdTable.NoParent);
        CampaignTotal? found = null;
        Visit(campaign, kind, table =>
        {
            if (table.Find(hash, name) is var number and >= 0) found = table.Total(number);
        });
        return found;
    }

    /// <summary>The entities of a kind that lead by a figure, the first first; ties by id in UTF-8 order.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="figure">What the leaderboard is made by.</param>
    /// <param name="places">How many at most, up to 100.</param>
    public IReadOnlyList<CampaignTotal> LeadersOf(Campaign campaign, EntityKind kind, CampaignFigure figure, int places)
    {
        var board = new Leaderboard(figure, Math.Min(places, Leaderboard.MostPlaces));
        Visit(campaign, kind, table => table.Offer(board));
        return board.Leaders;
    }

    /// <summary>Milestones of a kind that were reached, by tick, then id in UTF-8 order.</summary>
    public IReadOnlyList<ReachedMilestone> MilestonesOf(Campaign campaign, EntityKind kind)
    {
        var reached = new List<ReachedMilestone>();
        Visit(campaign, kind, table => reached.AddRange(table.Reached()));
        return [.. reached.OrderBy(m => m.Tick).ThenBy(m => m.Id, Utf8Order.Instance)];
    }

    /// <summary>How many milestones of a kind were reached, and how many of them refunds have taken back under their line.</summary>
    public (int Reached, int BelowNow) CountMilestones(Campaign campaign, EntityKind kind)
    {
        var (reached, below) = (0, 0);
        Visit(campaign, kind, table => (reached, below) = (reached + table.ReachedCount, below + table.BelowCount));
        return (reached, below);
    }

    private void Visit(Campaign campaign, EntityKind kind, Action<CampaignTable> visit)
    {
        if (kind >= EntityKind.Creator)
        {
            lock (_merge.Gate)
            {
                if (_merge.State.Campaigns.Find(campaign, kind) is { } table) visit(table);
            }
            return;
        }
        for (var p = 0; p < _lanes.Length; p++)
        {
            lock (_gates[p])
            {
                if (_lanes[p].State.Campaigns.Find(campaign, kind) is { } table) visit(table);
            }
        }
    }
}
