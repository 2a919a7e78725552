using System.IO.Hashing;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// The rows of one table that wait to be sent: one per key, a newer version in place of the older. Rows lie encoded in one block, found by a hash of
/// their key's bytes; what replaced rows leave behind is squeezed out when it outgrows the rest. Not thread-safe: its owner locks.
/// </summary>
internal sealed class WaitingRows
{
    // Squeezing a small block would cost more than the block.
    private const int SqueezeFrom = 1 << 20;
    private const int None = -1;

    private int[] _heads = NewHeads(1024);
    private Slot[] _slots = new Slot[1024];
    private byte[] _block = new byte[1 << 16];
    private int _used, _free = None, _blockBytes;

    private struct Slot
    {
        public uint Hash;
        public int Next;
        public int Start;
        public int Length;
        public int KeyLength;
        public int Partition;
        public ulong Version;
        public long Since;

        public readonly RowPlace Place => new(Length, KeyLength, Version, Partition);
    }

    /// <summary>Rows that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the rows that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a row unless one with its key and a newer version waits.</summary>
    /// <param name="row">The encoded row, which begins with its key.</param>
    /// <param name="place">What is known of it; the higher version replaces the lower, the same replaces the same.</param>
    /// <param name="now">Rises from call to call; a key waits since the lowest that one of its rows came with.</param>
    public void Put(ReadOnlySpan<byte> row, in RowPlace place, long now)
    {
        var key = row[..place.KeyLength];
        var hash = (uint)XxHash3.HashToUInt64(key);
        var index = Find(hash, key);
        if (index < 0) index = Insert(hash, now);
        else
        {
            _slots[index].Since = Math.Min(_slots[index].Since, now);
            if (_slots[index].Version > place.Version) return;
        }
        ref var slot = ref _slots[index];
        Bytes += row.Length - slot.Length;
        // A row that is not longer takes the old one's place.
        if (slot.Start < 0 || row.Length > slot.Length)
        {
            slot.Length = 0;
            slot.Start = Allocate(row.Length, index);
        }
        row.CopyTo(_block.AsSpan(slot.Start));
        slot.Length = row.Length;
        slot.KeyLength = place.KeyLength;
        slot.Version = place.Version;
        slot.Partition = place.Partition;
    }

    /// <summary>
    /// Moves rows that have waited since <paramref name="upTo"/> or before into a batch until it is full; those of partitions beyond the batch's limit
    /// stay for the next one.
    /// </summary>
    public void MoveTo(InsertBatch batch, long upTo)
    {
        for (var i = 0; i < _used && Count > 0 && !batch.IsFull; i++)
        {
            ref var slot = ref _slots[i];
            if (slot.Start < 0 || slot.Since > upTo || !batch.TryAdd(_block.AsSpan(slot.Start, slot.Length), slot.Place)) continue;
            Remove(i);
        }
        if (Count == 0) Reset();
    }

    /// <summary>Hands every row that waits to <paramref name="receiver"/>.</summary>
    public void ForEach<T>(ref T receiver) where T : IRowReceiver, allows ref struct
    {
        for (var i = 0; i < _used; i++)
        {
            ref var slot = ref _slots[i];
            if (slot.Start >= 0) receiver.Take(_block.AsSpan(slot.Start, slot.Length), slot.Place);
        }
    }

    private int Find(uint hash, ReadOnlySpan<byte> key)
    {
        for (var i = _heads[hash & (_heads.Length - 1)]; i != None; i = _slots[i].Next)
        {
            ref var slot = ref _slots[i];
            if (slot.Hash == hash && slot.KeyLength == key.Length && _block.AsSpan(slot.Start, slot.KeyLength).SequenceEqual(key)) return i;
        }
        return None;
    }

    private int Insert(uint hash, long now)
    {
        var index = _free;
        if (index != None) _free = _slots[index].Next;
        else
        {
            if (_used == _slots.Length) Grow();
            index = _used++;
        }
        ref var head = ref _heads[hash & (_heads.Length - 1)];
        _slots[index] = new Slot { Hash = hash, Next = head, Start = None, Since = now };
        head = index;
        Count++;
        return index;
    }

    private void Remove(int index)
    {
        ref var slot = ref _slots[index];
        ref var link = ref _heads[slot.Hash & (_heads.Length - 1)];
        while (link != index) link = ref _slots[link].Next;
        link = slot.Next;
        Bytes -= slot.Length;
        Count--;
        slot = new Slot { Next = _free, Start = None };
        _free = index;
    }

    private void Grow()
    {
        Array.Resize(ref _slots, _slots.Length * 2);
        _heads = NewHeads(_slots.Length);
        for (var i = 0; i < _used; i++)
        {
            ref var slot = ref _slots[i];
            if (slot.Start < 0) continue;
            ref var head = ref _heads[slot.Hash & (_heads.Length - 1)];
            slot.Next = head;
            head = i;
        }
    }

    // "moving" is the row that the room is for: its old bytes need not be kept.
    private int Allocate(int length, int moving)
    {
        var needed = (long)_blockBytes + length;
        if (needed > _block.Length)
        {
            if ((_blockBytes >= SqueezeFrom && Bytes < _blockBytes / 2) || needed > Array.MaxLength) Squeeze(moving);
            needed = (long)_blockBytes + length;
            if (needed > _block.Length) Array.Resize(ref _block, (int)Math.Min(Array.MaxLength, Math.Max(_block.Length * 2L, needed)));
        }
        _blockBytes += length;
        return _blockBytes - length;
    }

    private void Squeeze(int moving)
    {
        var block = new byte[_block.Length];
        var at = 0;
        for (var i = 0; i < _used; i++)
        {
            ref var slot = ref _slots[i];
            if (slot.Start < 0 || i == moving) continue;
            _block.AsSpan(slot.Start, slot.Length).CopyTo(block.AsSpan(at));
            slot.Start = at;
            at += slot.Length;
        }
        _block = block;
        _blockBytes = at;
    }

    private void Reset()
    {
        Array.Fill(_heads, None);
        _used = _blockBytes = 0;
        _free = None;
    }

    private static int[] NewHeads(int length)
    {
        var heads = new int[length];
        Array.Fill(heads, None);
        return heads;
    }
}
