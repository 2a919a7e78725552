using System.Numerics;

namespace StreamEngine.Windows;

/// <summary>The hashes that the positions of a <see cref="HashIndex"/> stand for.</summary>
internal interface IHashes
{
    /// <summary>The hash at a position that is in the index.</summary>
    UInt128 this[int position] { get; }
}

/// <summary>
/// Finds positions by 128-bit hashes: open addressing with linear probing. A slot carries a part of the hash beside the position, so that looking for a hash
/// that is not there touches nothing but slots. Owned by one thread.
/// </summary>
internal sealed class HashIndex
{
    private const int InitialSlots = 1024;

    /// <summary>0 for none; else, in its lower bits, one more than the position, and above them upper bits of the hash.</summary>
    private uint[] _slots = new uint[InitialSlots];
    private int _bits = BitsFor(InitialSlots);

    /// <summary>Positions held.</summary>
    public int Count { get; private set; }

    /// <summary>The position of a hash, or -1.</summary>
    public int Find<THashes>(UInt128 hash, THashes hashes)
        where THashes : struct, IHashes
    {
        var at = SlotOf(hash, hashes);
        return at < 0 ? -1 : Position(_slots[at]);
    }

    /// <summary>Fetches where looking for a hash begins, to be followed some hashes later by <see cref="Guess"/>.</summary>
    public void PrefetchSlot(UInt128 hash) => Prefetch.Of(ref _slots[Home(hash, _slots.Length - 1)]);

    /// <summary>The position that a hash very likely has, by a part of it alone; -1 when there is none.</summary>
    public int Guess(UInt128 hash)
    {
        var slots = _slots;
        var tag = Tag(hash);
        for (var at = (int)hash; ; at++)
        {
            var slot = slots[at & (slots.Length - 1)];
            if (slot == 0) return -1;
            if (slot >> _bits == tag) return Position(slot);
        }
    }

    /// <summary>Adds the position of a hash that is not there. Positions far beyond their number cost slots.</summary>
    public void Add<THashes>(int position, THashes hashes)
        where THashes : struct, IHashes
    {
        Count++;
        while (Count * 3L >= _slots.Length * 2L || position + 1 >> _bits != 0) Grow(hashes);
        Insert(position, hashes[position]);
    }

    /// <summary>Removes the position of a hash that is there.</summary>
    public void Remove<THashes>(UInt128 hash, THashes hashes)
        where THashes : struct, IHashes
    {
        var mask = _slots.Length - 1;
        var hole = SlotOf(hash, hashes);
        // Later slots of the run move back, so that probing never meets a hole.
        for (var at = (hole + 1) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            var home = Home(hashes[Position(_slots[at])], mask);
            if (((at - home) & mask) < ((at - hole) & mask)) continue;
            _slots[hole] = _slots[at];
            hole = at;
        }
        _slots[hole] = 0;
        Count--;
    }

    /// <summary>Forgets all positions.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    private int SlotOf<THashes>(UInt128 hash, THashes hashes)
        where THashes : struct, IHashes
    {
        var slots = _slots;
        var tag = Tag(hash);
        for (var at = (int)hash; ; at++)
        {
            var slot = slots[at & (slots.Length - 1)];
            if (slot == 0) return -1;
            if (slot >> _bits == tag && hashes[Position(slot)] == hash) return at & (slots.Length - 1);
        }
    }

    private void Insert(int position, UInt128 hash)
    {
        var mask = _slots.Length - 1;
        var at = Home(hash, mask);
        while (_slots[at] != 0) at = (at + 1) & mask;
        _slots[at] = Tag(hash) << _bits | (uint)(position + 1);
    }

    private void Grow<THashes>(THashes hashes)
        where THashes : struct, IHashes
    {
        var old = _slots;
        var oldBits = _bits;
        _slots = new uint[old.Length * 2];
        _bits = BitsFor(_slots.Length);
        foreach (var slot in old)
        {
            if (slot == 0) continue;
            var position = (int)(slot & ((1u << oldBits) - 1)) - 1;
            Insert(position, hashes[position]);
        }
    }

    /// <summary>What it takes to tell the slots' positions, which go up to twice their number.</summary>
    private static int BitsFor(int slots) => BitOperations.Log2((uint)slots) + 1;

    private int Position(uint slot) => (int)(slot & ((1u << _bits) - 1)) - 1;

    private uint Tag(UInt128 hash) => (uint)(hash >> 96) >> _bits;

    private static int Home(UInt128 hash, int mask) => (int)(uint)hash & mask;
}
