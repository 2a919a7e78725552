using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline;

/// <summary>What the partition's products and merchants have sold within campaigns.</summary>
internal sealed partial class LaneState
{
    /// <summary>The totals, for reading.</summary>
    public CampaignBook Campaigns => _campaigns;

    /// <summary>Ends the current slice of event time within its minute: an edge of a campaign was reached.</summary>
    public void EndSlice()
    {
        _merchantDeltas.EndSlice();
        _productDeltas.EndSlice();
        _names.EndSlice();
    }

    private void AddToCampaigns(long tick, long version, Partial partial)
    {
        Span<byte> scratch = stackalloc byte[NamePool.MaximumLength];
        for (var row = 0; row < _merchantDeltas.Count; row++)
        {
            ref var head = ref _merchantDeltas[row];
            if (_campaigns.Concerns(in head))
                _campaigns.Add(EntityKind.Merchant, _merchants.Ids.Hash(head.Entity), _merchants.Ids.Name(head.Entity), in head, _merchantDeltas.Values(row), version);
        }
        for (var row = 0; row < _productDeltas.Count; row++)
        {
            ref var head = ref _productDeltas[row];
            if (!_campaigns.Concerns(in head)) continue;
            var id = _products.OutsideId(head.Entity, scratch);
            _campaigns.Add(EntityKind.Product, IdTable.HashOf(id, IdTable.NoParent), id, in head, _productDeltas.Values(row), version);
        }
        foreach (var (row, hash) in _merchantBuyers)
        {
            ref var head = ref _merchantDeltas[row];
            _campaigns.SeeBuyer(EntityKind.Merchant, _merchants.Ids.Hash(head.Entity), _merchants.Ids.Name(head.Entity), head.Slice, hash, version);
        }
        _campaigns.EndTick(tick, version, partial.CommerceRows, _reached);
        foreach (var reached in _reached) partial.Announcements.Add(CampaignJson.Announce(reached));
        _reached.Clear();
    }
}
