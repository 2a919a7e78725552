using StreamEngine.Events;
using StreamEngine.Simulator.Market;

namespace StreamEngine.Simulator.Traffic;

/// <summary>Which live rooms are open: one of every creator and one of every merchant.</summary>
internal sealed class Rooms
{
    private const long ShortestMs = 60_000;

    private readonly Marketplace _market;
    private readonly int _creators;

    /// <summary>When a room opened, 0 while it is closed; the creators' first.</summary>
    private readonly long[] _openSince;

    public Rooms(Marketplace market, long start)
    {
        _market = market;
        _creators = market.BackgroundCreators;
        _openSince = new long[_creators + market.BackgroundMerchants];
        // Two of three rooms are already open: the simulation joins a day in progress.
        for (int i = 0; i < _openSince.Length; i++)
            _openSince[i] = i % 3 == 0 ? 0 : start;
    }

    public bool IsCreatorLive(int creator) => _openSince[creator] != 0;

    public bool IsMerchantLive(int merchant) => _openSince[_creators + merchant] != 0;

    /// <summary>A closed room opens, an open one that has run for a while closes; false when neither fits.</summary>
    public bool TryToggle(ref Draft draft, long now, ref SplitMix64 rng)
    {
        int room = rng.Below(_openSince.Length);
        long since = _openSince[room];
        if (since != 0 && now - since < ShortestMs) return false;
        int creator = room < _creators ? room : -1;
        int merchant = creator >= 0 ? _market.Products[_market.Creators[creator].HostProduct].Merchant : room - _creators;
        draft = Draft.Of(since == 0 ? EventType.LiveStarted : EventType.LiveEnded, now, merchant);
        draft.Creator = creator;
        draft.Scene = Scene.Live;
        draft.InRoom = true;
        draft.DurationMs = since == 0 ? 0 : Math.Min(now - since, 2_678_400_000);
        _openSince[room] = since == 0 ? now : 0;
        return true;
    }
}
