using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// Ids to dense integers. An id may belong to a parent (a product to its merchant); the same name under another parent is another id.
/// Open addressing with linear probing; the slots carry part of the hash, so that a miss rarely touches an entry, and entries carry names of up to 16 bytes,
/// so that a hit touches nothing else. Numbers of removed ids are used again.
/// Results never depend on its order. Owned by one thread.
/// </summary>
internal sealed class IdTable
{
    /// <summary>The parent of ids that have none.</summary>
    public const int NoParent = -1;

    /// <summary>Names of so many bytes lie in their entry.</summary>
    private const int InPlace = 16;

    [InlineArray(InPlace)]
    private struct Short
    {
        private byte _first;
    }

    /// <summary>Half a cache line. Length 0 is no entry: no id is empty.</summary>
    private struct Entry
    {
        /// <summary>The name; of a longer one its handle.</summary>
        public Short Name;

        public ulong Hash;
        public int Parent;
        public int Length;
    }

    private struct Slot
    {
        public uint Tag;
        public int Number;
    }

    private readonly PagedArray<Entry> _entries = new();
    private readonly NamePool _names = new();
    private readonly Stack<int> _free = new();
    private Slot[] _slots;
    private int _mask;

    public IdTable(int capacity = 1024)
    {
        _slots = new Slot[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Ids held.</summary>
    public int Count { get; private set; }

    /// <summary>One more than the largest number given out so far.</summary>
    public int Capacity { get; private set; }

    /// <summary>The hash of a name under a parent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HashOf(ReadOnlySpan<byte> name, int parent) => NameHash.Of(name, parent);

    /// <summary>A name; valid until it is removed.</summary>
    public ReadOnlySpan<byte> Name(int number)
    {
        ref var entry = ref _entries[number];
        return entry.Length <= InPlace ? MemoryMarshal.CreateReadOnlySpan(ref Bytes(ref entry), entry.Length) : _names[Handle(ref entry), entry.Length];
    }

    public ulong Hash(int number) => _entries[number].Hash;

    public int Parent(int number) => _entries[number].Parent;

    public bool IsUsed(int number) => number < Capacity && _entries[number].Length > 0;

    /// <summary>The number of an id, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong hash, int parent, ReadOnlySpan<byte> name)
    {
        var tag = Tag(hash);
        var slots = _slots;
        for (var at = (int)hash; ; at++)
        {
            var slot = slots[at & (slots.Length - 1)];
            if (slot.Tag == 0) return -1;
            if (slot.Tag == tag && Matches(slot.Number, hash, parent, name)) return slot.Number;
        }
    }

    /// <summary>Fetches where looking for a hash begins, to be followed some ids later by <see cref="Guess"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(ulong hash) => Prefetch.Of(ref _slots[(int)hash & _mask]);

    /// <summary>The number that an id very likely has, by a part of its hash alone, and fetches its entry; -1 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Guess(ulong hash)
    {
        var tag = Tag(hash);
        var slots = _slots;
        for (var at = (int)hash; ; at++)
        {
            var slot = slots[at & (slots.Length - 1)];
            if (slot.Tag == 0) return -1;
            if (slot.Tag != tag) continue;
            Prefetch.Of(ref _entries[slot.Number]);
            return slot.Number;
        }
    }

    /// <summary>Fetches a name that does not lie in its entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchName(int number)
    {
        ref var entry = ref _entries[number];
        if (entry.Length > InPlace) Prefetch.Of(ref MemoryMarshal.GetReference(_names[Handle(ref entry), entry.Length]));
    }

    /// <summary>Adds an id that is not there and returns its number.</summary>
    public int Add(ulong hash, int parent, ReadOnlySpan<byte> name)
    {
        if ((Count + 1) * 3 > _slots.Length * 2) Grow();
        if (!_free.TryPop(out var number))
        {
            number = Capacity++;
            _entries.Ensure(Capacity);
        }
        Fill(ref _entries[number], hash, parent, name);
        Insert(hash, number);
        Count++;
        return number;
    }

    /// <summary>Gives an id the number that it had when it was saved; whoever had it before goes. To be followed by <see cref="Loaded"/>.</summary>
    public void Load(int number, int parent, ReadOnlySpan<byte> name)
    {
        Unload(number);
        if ((Count + 1) * 3 > _slots.Length * 2) Grow();
        var hash = HashOf(name, parent);
        Fill(ref _entries[number], hash, parent, name);
        Insert(hash, number);
        Count++;
    }

    /// <summary>Says that a number belonged to nobody when it was saved. To be followed by <see cref="Loaded"/>.</summary>
    public void Unload(int number)
    {
        Capacity = Math.Max(Capacity, number + 1);
        _entries.Ensure(Capacity);
        if (_entries[number].Length > 0) Remove(number);
    }

    /// <summary>Ends loading: numbers that nobody has can be given out.</summary>
    public void Loaded()
    {
        _free.Clear();
        for (var number = Capacity - 1; number >= 0; number--)
        {
            if (_entries[number].Length == 0) _free.Push(number);
        }
    }

    public void Remove(int number)
    {
        ref var entry = ref _entries[number];
        var at = (int)entry.Hash & _mask;
        while (_slots[at].Tag == 0 || _slots[at].Number != number) at = (at + 1) & _mask;
        CloseGap(at);
        if (entry.Length > InPlace) _names.Free(Handle(ref entry), entry.Length);
        entry = default;
        _free.Push(number);
        Count--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Matches(int number, ulong hash, int parent, ReadOnlySpan<byte> name)
    {
        ref var entry = ref _entries[number];
        if (entry.Hash != hash || entry.Parent != parent || entry.Length != name.Length) return false;
        if (name.Length > InPlace) return _names[Handle(ref entry), entry.Length].SequenceEqual(name);
        ref byte own = ref Bytes(ref entry), other = ref MemoryMarshal.GetReference(name);
        return NameHash.Front(ref own, name.Length) == NameHash.Front(ref other, name.Length)
            && NameHash.Back(ref own, name.Length) == NameHash.Back(ref other, name.Length);
    }

    private void Fill(ref Entry entry, ulong hash, int parent, ReadOnlySpan<byte> name)
    {
        entry = new Entry { Hash = hash, Parent = parent, Length = name.Length };
        if (name.Length <= InPlace) name.CopyTo(entry.Name);
        else Handle(ref entry) = _names.Store(name);
    }

    private static ref byte Bytes(ref Entry entry) => ref Unsafe.As<Short, byte>(ref entry.Name);

    private static ref uint Handle(ref Entry entry) => ref Unsafe.As<Short, uint>(ref entry.Name);

    private void Insert(ulong hash, int number)
    {
        var at = (int)hash & _mask;
        while (_slots[at].Tag != 0) at = (at + 1) & _mask;
        _slots[at] = new Slot { Tag = Tag(hash), Number = number };
    }

    /// <summary>Moves later slots of the run back over the one that is removed, so that probing never meets a hole.</summary>
    private void CloseGap(int hole)
    {
        for (var at = (hole + 1) & _mask; _slots[at].Tag != 0; at = (at + 1) & _mask)
        {
            var home = (int)_entries[_slots[at].Number].Hash & _mask;
            if (((at - home) & _mask) < ((at - hole) & _mask)) continue;
            _slots[hole] = _slots[at];
            hole = at;
        }
        _slots[hole] = default;
    }

    private void Grow()
    {
        _slots = new Slot[_slots.Length * 2];
        _mask = _slots.Length - 1;
        for (var number = 0; number < Capacity; number++)
        {
            if (_entries[number].Length > 0) Insert(_entries[number].Hash, number);
        }
    }

    /// <summary>The upper half of the hash, never 0: 0 marks an empty slot.</summary>
    private static uint Tag(ulong hash) => (uint)(hash >> 32) | 1;
}
