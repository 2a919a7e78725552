using System.Globalization;
using StreamEngine.Commerce;
using StreamEngine.Simulator.Lines;
using StreamEngine.Simulator.Market;

namespace StreamEngine.Simulator.Traffic;

/// <summary>
/// Buyers who pass from a creator's room to the merchant's own (川流). Remembers whom creators have lately brought to each merchant, from whom own rooms draw, and since
/// when a buyer counts as brought: within 15 days after that, unless the pair is held out, a share of own-channel purchases is made once more. So the effect is
/// known: what treated pairs spend is 1 + effect times what they would have, and those held out are as all would be.
/// </summary>
internal sealed class Handoffs
{
    private const int Remembered = 64, Probes = 8, MostSlots = 1 << 21, LeastSlots = 1 << 12;
    private const long WindowMs = 15L * 24 * 3600 * 1000;

    private readonly Marketplace _market;
    private readonly int _threshold, _holdOutOneIn;
    private readonly int[] _recent;
    private readonly int[] _count;
    private readonly ulong[] _keys;
    private readonly long[] _since;
    private readonly byte[] _buyer = new byte[24];

    public Handoffs(Marketplace market, SimulatorOptions options)
    {
        _market = market;
        _threshold = (int)(options.HandoffEffect * 65536);
        _holdOutOneIn = options.HoldOutOneIn;
        _recent = new int[market.Merchants.Length * Remembered];
        _count = new int[market.Merchants.Length];
        int slots = LeastSlots;
        while (slots < MostSlots && slots < 8L * options.Buyers) slots *= 2;
        _keys = new ulong[slots];
        _since = new long[slots];
    }

    /// <summary>Whether a merchant has buyers whom creators have brought.</summary>
    public bool HasAny(int merchant) => _count[merchant] > 0;

    /// <summary>One of the buyers whom creators have lately brought to a merchant; there must be one.</summary>
    public int Pick(int merchant, uint random) => _recent[merchant * Remembered + (int)(random % (uint)Math.Min(_count[merchant], Remembered))];

    /// <summary>A buyer has paid at a merchant through a creator.</summary>
    public void Brought(int merchant, int buyer, long now)
    {
        _recent[merchant * Remembered + _count[merchant] % Remembered] = buyer;
        // Stays a remainder and above the number remembered.
        _count[merchant] = _count[merchant] == 3 * Remembered - 1 ? 2 * Remembered : _count[merchant] + 1;
        ulong key = Key(merchant, buyer);
        int slot = SlotOf(key);
        if (_keys[slot] == key) return;
        _keys[slot] = key;
        _since[slot] = now;
    }

    /// <summary>Whether a purchase in the merchant's own channel is one that is made once more.</summary>
    public bool IsRepeated(int merchant, int buyer, long now, uint random)
    {
        if (random % 65536 >= _threshold) return false;
        ulong key = Key(merchant, buyer);
        int slot = SlotOf(key);
        return _keys[slot] == key && now - _since[slot] <= WindowMs && !IsHeldOut(merchant, buyer);
    }

    private bool IsHeldOut(int merchant, int buyer)
    {
        "b-"u8.CopyTo(_buyer);
        (EventWriter.FirstBuyer + buyer).TryFormat(_buyer.AsSpan(2), out int length, default, CultureInfo.InvariantCulture);
        return HoldOut.Holds(_market.MerchantIds[merchant], _buyer.AsSpan(0, 2 + length), _holdOutOneIn);
    }

    /// <summary>Where a pair is or may go: among a few slots its own, an empty one, or that of the pair brought longest ago.</summary>
    private int SlotOf(ulong key)
    {
        int mask = _keys.Length - 1, home = (int)(key >> 32) & mask, oldest = home;
        for (int probe = 0; probe < Probes; probe++)
        {
            int slot = (home + probe) & mask;
            if (_keys[slot] == key || _keys[slot] == 0) return slot;
            if (_since[slot] < _since[oldest]) oldest = slot;
        }
        return oldest;
    }

    private static ulong Key(int merchant, int buyer) => SplitMix64.Mix(((ulong)(uint)(merchant + 1) << 32) | (uint)buyer) | 1;
}
