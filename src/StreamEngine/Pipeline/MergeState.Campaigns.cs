using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline;

/// <summary>What the merge's entities have sold within campaigns.</summary>
internal sealed partial class MergeState
{
    private readonly List<SubsidyChange> _subsidyChanges = [];

    /// <summary>The totals, for reading.</summary>
    public CampaignBook Campaigns => _campaigns;

    /// <summary>Pools of products with official subsidy.</summary>
    public SubsidyPools SubsidyPools { get; }

    private void AddToCampaigns(EntityKind kind, ulong hash, ReadOnlySpan<byte> id, in DeltaHead head, long version)
    {
        _campaigns.Add(kind, hash, id, in head, _values, version);
        if (kind == EntityKind.Channel) _campaigns.Add(EntityKind.Platform, PlatformHash, PlatformId, in head, _values, version);
    }

    private void SeeCampaignBuyer(Partial partial, BuyerSighting sighting, long version)
    {
        var deltas = partial.Of(sighting.Kind);
        ref readonly var row = ref deltas[sighting.Row];
        _campaigns.SeeBuyer(sighting.Kind, row.Hash, deltas.Name(sighting.Row), row.Head.Slice, sighting.Hash, version);
        if (sighting.Kind == EntityKind.Channel) _campaigns.SeeBuyer(EntityKind.Platform, PlatformHash, PlatformId, row.Head.Slice, sighting.Hash, version);
    }

    private void EndCampaignTick(TickOutput output)
    {
        _campaigns.EndTick(output.Tick, _setup.Version(output.Tick), output.CommerceRows, _reached);
        foreach (var reached in _reached) output.Announcements.Add(CampaignJson.Announce(reached));
        _reached.Clear();
        SubsidyPools.EndTick(output.Tick, _subsidyChanges);
        foreach (var change in _subsidyChanges) Put(in change, output);
        _subsidyChanges.Clear();
    }

    private void Put(in SubsidyChange change, TickOutput output)
    {
        var announcement = CampaignJson.Announce(in change, _setup.Epoch, output.Tick);
        output.Announcements.Add(announcement);
        output.CommerceRows.Begin(CommerceTables.SubsidyChanges).Text(change.Campaign.IdBytes).Time(output.Tick).Text(change.Id).Integer(_setup.Epoch)
            .Text(announcement.Id).Flag(change.Entered).Integer(change.Rank).Real(change.Score);
    }
}
