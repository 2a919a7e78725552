using System.Buffers.Binary;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Sorts the entries of a <see cref="LineSpool"/> by their keys: first by what is in front of the id, then by the id, eight bytes of it at a time, so that a
/// comparison is one of two numbers and touches no entry. Equal keys stay in the order in which they were added.
/// </summary>
/// <param name="entries">The entries.</param>
internal readonly struct LineOrder(LineEntries entries)
{
    private const int PartBytes = sizeof(ulong);

    private struct Key : IComparable<Key>
    {
        public ulong Part;
        public int Entry;

        public readonly int CompareTo(Key other) => Part.CompareTo(other.Part);
    }

    /// <summary>Where the entries begin, in order.</summary>
    public int[] Sorted()
    {
        var keys = entries.Starts().Select(e => new Key { Entry = e }).ToArray();
        foreach (ref var key in keys.AsSpan()) key.Part = entries.Head(key.Entry);
        SortParts(keys, 0);
        return Array.ConvertAll(keys, k => k.Entry);
    }

    /// <summary>Sorts keys by the part that they hold, and where that is equal by what follows from <paramref name="next"/> on in their ids.</summary>
    private void SortParts(Span<Key> keys, int next)
    {
        keys.Sort();
        for (int from = 0, to; from < keys.Length; from = to)
        {
            for (to = from + 1; to < keys.Length && keys[to].Part == keys[from].Part;) to++;
            if (to - from > 1) SortRest(keys[from..to], next);
        }
    }

    private void SortRest(Span<Key> keys, int next)
    {
        var isAnyLeft = false;
        foreach (ref var key in keys)
        {
            var id = entries.Id(key.Entry);
            isAnyLeft |= next < id.Length;
            key.Part = PartOf(id, next);
        }
        if (isAnyLeft)
        {
            SortParts(keys, next + PartBytes);
            return;
        }
        // Equal but for zeros at their ends, which were filled up as if they were there.
        foreach (ref var key in keys) key.Part = (ulong)entries.Id(key.Entry).Length << 32 | (uint)key.Entry;
        keys.Sort();
    }

    private static ulong PartOf(ReadOnlySpan<byte> id, int from)
    {
        if (from + PartBytes <= id.Length) return BinaryPrimitives.ReadUInt64BigEndian(id[from..]);
        Span<byte> filled = stackalloc byte[PartBytes];
        filled.Clear();
        id[Math.Min(from, id.Length)..].CopyTo(filled);
        return BinaryPrimitives.ReadUInt64BigEndian(filled);
    }
}
