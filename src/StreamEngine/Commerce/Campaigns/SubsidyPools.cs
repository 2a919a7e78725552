using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>
/// The pools of products with official subsidy (官方补贴), one for each campaign that runs: the candidates of all lanes by score, then id, as many as there are slots.
/// Ranked anew at the first tick at or after each multiple of ten seconds. Owned by the merge.
/// </summary>
internal sealed class SubsidyPools(CampaignPlan plan)
{
    /// <summary>How often pools are ranked, ms of event time.</summary>
    public const long Interval = 10_000;

    private readonly Dictionary<string, double> _candidates = [];
    private readonly SortedDictionary<string, SubsidisedProduct>?[] _members = new SortedDictionary<string, SubsidisedProduct>?[plan.All.Length];
    private long _ranked = long.MinValue;

    /// <summary>Whether any campaign has a pool.</summary>
    public static bool AreIn(CampaignPlan plan) => plan.All.Any(c => c.Options.SubsidySlots > 0);

    /// <summary>Takes what a lane says.</summary>
    public void Take(in SubsidyCandidate candidate)
    {
        if (candidate.Fits) _candidates[candidate.Id] = candidate.Score;
        else _candidates.Remove(candidate.Id);
    }

    /// <summary>Ranks the pools when it is time; tells who has left and who has entered.</summary>
    public void EndTick(long tick, List<SubsidyChange> changes)
    {
        var due = tick / Interval * Interval;
        if (due <= _ranked) return;
        _ranked = due;
        List<SubsidisedProduct>? ranking = null;
        foreach (var campaign in plan.All)
        {
            var slots = campaign.Contains(tick) ? campaign.Options.SubsidySlots : 0;
            ref var members = ref _members[campaign.Number];
            if (slots == 0 && members is not { Count: > 0 }) continue;
            ranking ??= Rank();
            var next = new SortedDictionary<string, SubsidisedProduct>(Utf8Order.Instance);
            foreach (var product in ranking.Take(slots)) next.Add(product.Id, product);
            Compare(campaign, members, next, changes);
            members = next;
        }
    }

    /// <summary>The products of a campaign's pool by rank.</summary>
    public IReadOnlyList<SubsidisedProduct> Members(Campaign campaign) => [.. (_members[campaign.Number]?.Values ?? Enumerable.Empty<SubsidisedProduct>()).OrderBy(p => p.Rank)];

    /// <summary>Writes candidates and pools, all of them: there are as many as products in the top tier.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Signed(_ranked);
        to.Unsigned((ulong)_candidates.Count);
        foreach (var (id, score) in _candidates) new SubsidyCandidate(id, true, score).Save(to);
        to.Unsigned((ulong)plan.All.Length);
        foreach (var campaign in plan.All)
        {
            var members = _members[campaign.Number];
            to.Text(campaign.Id);
            to.Unsigned((ulong)(members?.Count ?? 0));
            foreach (var product in members?.Values ?? Enumerable.Empty<SubsidisedProduct>())
            {
                to.Text(product.Id);
                to.Unsigned((ulong)product.Rank);
                to.Double(product.Score);
            }
        }
    }

    /// <summary>Reads them back over what earlier segments had.</summary>
    public void Load(SnapshotReader from)
    {
        _candidates.Clear();
        Array.Clear(_members);
        _ranked = from.Signed();
        for (var left = from.Count(); left > 0; left--) Take(SubsidyCandidate.Load(from));
        for (var left = from.Count(); left > 0; left--)
        {
            var campaign = plan.Find(from.Text());
            var members = new SortedDictionary<string, SubsidisedProduct>(Utf8Order.Instance);
            for (var count = from.Count(); count > 0; count--)
            {
                var product = new SubsidisedProduct(from.Text(), from.Index(), from.Double());
                members.Add(product.Id, product);
            }
            if (campaign is not null) _members[campaign.Number] = members;
        }
        // Nobody tells any more who is none.
        if (!AreIn(plan)) _candidates.Clear();
    }

    private List<SubsidisedProduct> Rank() =>
        [.. _candidates.OrderByDescending(c => c.Value).ThenBy(c => c.Key, Utf8Order.Instance).Select((c, place) => new SubsidisedProduct(c.Key, place + 1, c.Value))];

    private static void Compare(
        Campaign campaign, SortedDictionary<string, SubsidisedProduct>? before, SortedDictionary<string, SubsidisedProduct> after, List<SubsidyChange> changes)
    {
        foreach (var product in before?.Values ?? Enumerable.Empty<SubsidisedProduct>())
        {
            if (!after.ContainsKey(product.Id)) changes.Add(new SubsidyChange(campaign, product.Id, Entered: false, 0, product.Score));
        }
        foreach (var product in after.Values)
        {
            if (before?.ContainsKey(product.Id) != true) changes.Add(new SubsidyChange(campaign, product.Id, Entered: true, product.Rank, product.Score));
        }
    }
}
