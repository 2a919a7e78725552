using StreamEngine.Events;
using StreamEngine.Simulator.Market;

namespace StreamEngine.Simulator.Traffic;

/// <summary>Which live rooms are open: one of every creator and one of every merchant.</summary>
internal sealed class Rooms
{
    private const long ShortestMs = 60_000, HourMs = 3_600_000;

    private readonly Marketplace _market;
    private readonly Handoffs _handoffs;
    private readonly int _creators;

    /// <summary>When a room opened, 0 while it is closed; the creators' first.</summary>
    private readonly long[] _openSince;

    public Rooms(Marketplace market, Handoffs handoffs, long start)
    {
        _handoffs = handoffs;
        _market = market;
        _creators = market.BackgroundCreators;
        _openSince = new long[_creators + market.BackgroundMerchants];
        // Two of three rooms are already open: the simulation joins a day in progress.
        for (int i = 0; i < _openSince.Length; i++)
            _openSince[i] = i % 3 == 0 ? 0 : start;
    }

    public bool IsCreatorLive(int creator) => _openSince[creator] != 0;

    public bool IsMerchantLive(int merchant) => _openSince[_creators + merchant] != 0;

    /// <summary>Every third time a merchant's own, best one that creators have brought buyers to: then is when it opens. Else any.</summary>
    private int Choose(ref SplitMix64 rng)
    {
        int merchants = _openSince.Length - _creators;
        if (merchants == 0 || rng.Below(3) > 0) return rng.Below(_openSince.Length);
        int merchant = rng.Below(merchants);
        for (int tries = 0; tries < 4 && !_handoffs.HasAny(merchant); tries++) merchant = rng.Below(merchants);
        return _creators + merchant;
    }

    /// <summary>A closed room opens, an open one that has run for a while closes; false when neither fits.</summary>
    public bool TryToggle(ref Draft draft, long now, ref SplitMix64 rng)
    {
        int room = Choose(ref rng);
        long since = _openSince[room];
        if (since != 0 && now - since < ShortestMs) return false;
        int creator = room < _creators ? room : -1;
        int merchant = creator >= 0 ? _market.Products[_market.Creators[creator].HostProduct].Merchant : room - _creators;
        draft = Draft.Of(since == 0 ? EventType.LiveStarted : EventType.LiveEnded, now, merchant);
        draft.Creator = creator;
        draft.Scene = Scene.Live;
        draft.InRoom = true;
        // On thin days few rooms say that they open and close: whoever is seen to close then has been live for an evening, not since it was seen to open.
        draft.DurationMs = since == 0 ? 0 : Math.Min(now - since, HourMs + ((long)rng.Below(40) * HourMs / 8));
        _openSince[room] = since == 0 ? now : 0;
        return true;
    }
}
