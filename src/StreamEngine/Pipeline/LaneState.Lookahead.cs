using System.Runtime.CompilerServices;
using StreamEngine.Entities;
using StreamEngine.Events;

namespace StreamEngine.Pipeline;

/// <summary>
/// Fetching memory ahead. In a partition with many products nearly everything that an event touches has left the processor's caches, and each of its
/// lookups waits for the one before. For a few events at once, step by step, these waits overlap. Hints only: what is found here is looked up again.
/// </summary>
internal sealed partial class LaneState
{
    /// <summary>What is known of an event's parties before it is applied: hashes, and numbers or -1.</summary>
    private struct Parties
    {
        public UInt128 Pair;
        public ulong MerchantHash, CreatorHash, ProductHash;
        public int Merchant, Creator, Product;
    }

    [InlineArray(Lookahead.Size)]
    private struct PartiesAhead
    {
        private Parties _first;
    }

    private PartiesAhead _ahead;

    /// <summary>Whether the partition's entities fit into no cache, so that <see cref="Fetch"/> pays.</summary>
    public bool IsLarge => _products.Ids.Count > _setup.Options.LookaheadAbove;

    /// <summary>Fetches what applying the events will touch.</summary>
    public void Fetch(ref Lookahead events, int count)
    {
        for (var i = 0; i < count; i++) FetchSlots(ref _ahead[i], in events[i]);
        for (var i = 0; i < count; i++) FetchParents(ref _ahead[i], in events[i]);
        for (var i = 0; i < count; i++) FetchProduct(ref _ahead[i]);
        for (var i = 0; i < count; i++) FetchRows(in _ahead[i]);
    }

    private void FetchSlots(ref Parties of, in LiveEvent e)
    {
        of.MerchantHash = IdTable.HashOf(e.Merchant, IdTable.NoParent);
        of.CreatorHash = IdTable.HashOf(e.Creator, IdTable.NoParent);
        _merchants.Ids.PrefetchSlot(of.MerchantHash);
        _names.Creators.PrefetchSlot(of.CreatorHash);
        if (IsPaid(in e)) of.Pair = _pairs.PrefetchSlot(e.Merchant, e.Buyer);
    }

    private void FetchParents(ref Parties of, in LiveEvent e)
    {
        of.Merchant = _merchants.Ids.Guess(of.MerchantHash);
        of.Creator = _names.Creators.Guess(of.CreatorHash);
        if (of.Creator >= 0) _names.Of(EntityKind.Creator).PrefetchNumber(of.Creator);
        if (IsPaid(in e)) _pairs.PrefetchPair(of.Pair);
        if (of.Merchant < 0) return;
        _merchantDeltas.PrefetchNumber(of.Merchant);
        of.ProductHash = IdTable.HashOf(e.Product, of.Merchant);
        _products.Ids.PrefetchSlot(of.ProductHash);
    }

    private void FetchProduct(ref Parties of)
    {
        of.Product = -1;
        if (of.Creator >= 0)
        {
            _names.Creators.PrefetchName(of.Creator);
            _names.Of(EntityKind.Creator).PrefetchRow(of.Creator);
        }
        if (of.Merchant < 0) return;
        _merchants.Ids.PrefetchName(of.Merchant);
        _merchantDeltas.PrefetchRow(of.Merchant);
        of.Product = _products.Ids.Guess(of.ProductHash);
        if (of.Product < 0) return;
        _productDeltas.PrefetchNumber(of.Product);
        _products.PrefetchEntity(of.Product);
    }

    private void FetchRows(in Parties of)
    {
        if (of.Product < 0) return;
        _products.Ids.PrefetchName(of.Product);
        _productDeltas.PrefetchRow(of.Product);
    }

    private static bool IsPaid(in LiveEvent e) => e.Type == EventType.OrderPaid && !e.Buyer.IsEmpty;
}
