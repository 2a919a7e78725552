using System.Runtime.InteropServices;

namespace StreamEngine.Commerce;

/// <summary>An edge that is open: a buyer whom a creator has brought to a merchant.</summary>
/// <param name="Handle">The pair.</param>
/// <param name="Time">When, ms.</param>
internal readonly record struct OpenEdge(int Handle, long Time);

/// <summary>
/// The 川流 edges of every merchant, in lists by the hour of the edge: an edge moves to another list at no cost, and an audience, newest first, looks at no more
/// hours than it needs. Edges stay until they move or their pair goes.
/// </summary>
internal sealed partial class BuyerPairs
{
    private const long HourMs = 3_600_000;

    private readonly Dictionary<(int Merchant, long Hour), int> _edgeHeads = [];
    private readonly List<OpenEdge> _hour = [];

    /// <summary>
    /// Fills <paramref name="found"/> with the open edges of a merchant that are not held out, newest first, then by buyer in UTF-8 order, at most <paramref name="most"/>.
    /// </summary>
    /// <returns>Whether there are more.</returns>
    public bool OpenEdges(ReadOnlySpan<byte> merchant, long eventTime, int most, List<OpenEdge> found)
    {
        found.Clear();
        var number = names.Merchants.Find(merchant);
        if (number < 0) return false;
        var oldest = eventTime - handoffWindowMs;
        for (var hour = HourOf(eventTime); hour >= HourOf(oldest); hour--)
        {
            if (!_edgeHeads.TryGetValue((number, hour), out var head)) continue;
            _hour.Clear();
            for (var handle = head; handle != None; handle = _pairs[handle].NextEdge)
            {
                ref var pair = ref _pairs[handle];
                if (!pair.HeldOut && pair.EdgeTime >= oldest) _hour.Add(new OpenEdge(handle, pair.EdgeTime));
            }
            _hour.Sort(NewestFirst);
            var room = most - found.Count;
            found.AddRange(CollectionsMarshal.AsSpan(_hour)[..Math.Min(room, _hour.Count)]);
            if (_hour.Count > room) return true;
        }
        return false;
    }

    /// <summary>The buyer of an edge.</summary>
    public ReadOnlySpan<byte> BuyerOf(OpenEdge edge) => names.Buyers[_pairs[edge.Handle].Buyer];

    /// <summary>The creator of an edge.</summary>
    public ReadOnlySpan<byte> CreatorOf(OpenEdge edge) => names.Creators[_pairs[edge.Handle].EdgeCreator];

    private int NewestFirst(OpenEdge a, OpenEdge b) => a.Time != b.Time ? b.Time.CompareTo(a.Time) : BuyerOf(a).SequenceCompareTo(BuyerOf(b));

    private void MoveEdge(int handle, ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> buyer, int creator, long time)
    {
        ref var pair = ref _pairs[handle];
        names.Creators.Retain(creator);
        if (pair.EdgeCreator >= 0)
        {
            names.Creators.Release(pair.EdgeCreator);
            if (HourOf(pair.EdgeTime) != HourOf(time))
            {
                UnlinkEdge(ref pair);
                LinkEdge(handle, HourOf(time));
            }
        }
        else
        {
            pair.Merchant = names.Merchants.Intern(merchant);
            pair.Buyer = names.Buyers.Intern(buyer);
            names.Merchants.Retain(pair.Merchant);
            names.Buyers.Retain(pair.Buyer);
            LinkEdge(handle, HourOf(time));
        }
        pair.EdgeCreator = creator;
        pair.EdgeTime = time;
    }

    private void LoadedEdge(int handle)
    {
        ref var pair = ref _pairs[handle];
        names.Creators.Retain(pair.EdgeCreator);
        names.Merchants.Retain(pair.Merchant);
        names.Buyers.Retain(pair.Buyer);
        LinkEdge(handle, HourOf(pair.EdgeTime));
    }

    private void DropEdge(int handle)
    {
        ref var pair = ref _pairs[handle];
        UnlinkEdge(ref pair);
        names.Creators.Release(pair.EdgeCreator);
        names.Merchants.Release(pair.Merchant);
        names.Buyers.Release(pair.Buyer);
    }

    private void LinkEdge(int handle, long hour)
    {
        ref var pair = ref _pairs[handle];
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_edgeHeads, (pair.Merchant, hour), out var found);
        pair.PreviousEdge = None;
        pair.NextEdge = found ? head : None;
        if (found) _pairs[head].PreviousEdge = handle;
        head = handle;
    }

    private void UnlinkEdge(ref BuyerPair pair)
    {
        if (pair.NextEdge != None) _pairs[pair.NextEdge].PreviousEdge = pair.PreviousEdge;
        if (pair.PreviousEdge != None) _pairs[pair.PreviousEdge].NextEdge = pair.NextEdge;
        else if (pair.NextEdge != None) _edgeHeads[(pair.Merchant, HourOf(pair.EdgeTime))] = pair.NextEdge;
        else _edgeHeads.Remove((pair.Merchant, HourOf(pair.EdgeTime)));
    }

    private static long HourOf(long time) => time / HourMs;
}
