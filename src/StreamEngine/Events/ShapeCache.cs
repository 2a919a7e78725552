using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEngine.Events;

/// <summary>
/// The layouts that a decoder has learned from its records: some per type, in sets of four. A layout is learned when records of it come again and again, not
/// from a single one, so that producers who shuffle their fields cost no learning. Owned by one decoder.
/// </summary>
internal sealed class ShapeCache
{
    private const int SetBits = 5, Ways = 4, PlaceBits = 6;

    /// <summary>How often a layout must come in succession before a full set learns it, at most: a set that learns for nothing learns ever more rarely.</summary>
    private const int MostPatience = 1024;

    private struct Set
    {
        public int Next;
        public int Patience;
        public int Sightings;
        public uint Order;
    }

    private readonly RecordShape?[] _shapes = new RecordShape?[Ways << SetBits];
    private readonly Set[] _sets = new Set[1 << SetBits];
    private readonly byte[] _typePlaces = new byte[1 << PlaceBits];
    private readonly ShapeLanes _lanes = new();

    /// <summary>Reads a record of at least 65 bytes by a learned layout. False when none fits or a check of the contract fails.</summary>
    public bool TryRead(RecordIndex index, ReadOnlySpan<byte> record, long recordTimestamp, long maximumSkewMs, FieldValues values, out LiveEvent e)
    {
        var key = Key(index, record, _typePlaces[Place(index, record)]);
        ref var shapes = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_shapes), key.Hash(SetBits) * Ways);
        for (var way = 0; way < Ways; way++)
        {
            var shape = Unsafe.Add(ref shapes, way);
            if (shape is null) break;
            if (shape.Key == key && shape.TryRead(index, _lanes, record, recordTimestamp, maximumSkewMs, values, out e)) return true;
        }

        LiveEvent.Clear(out e);
        return false;
    }

    /// <summary>Looks at a valid event that no layout fitted. <paramref name="order"/> tells apart in what order its fields came.</summary>
    public void Learn(RecordIndex index, ReadOnlySpan<byte> record, EventType type, int typeStart, uint order)
    {
        ref var place = ref _typePlaces[Place(index, record)];
        var key = Key(index, record, place);
        ref var set = ref _sets[key.Hash(SetBits)];
        set.Sightings = set.Order == order ? set.Sightings + 1 : 1;
        set.Order = order;
        if (set.Sightings <= set.Patience + 1 || !ShapeBuilder.Fits(record, index)) return;
        set.Sightings = 0;
        // The text of the type starts three bytes behind its name's end.
        place = (byte)Math.Max(0, index.NameAt(typeStart - 3));
        key = Key(index, record, place);
        if (ShapeBuilder.TryBuild(record, index, type, key) is { } shape && Add(shape)) return;
        set.Patience = Math.Min(MostPatience, set.Patience * 2 + 1);
    }

    /// <summary>Keeps a shape; false when another had to go for it.</summary>
    private bool Add(RecordShape shape)
    {
        var home = shape.Key.Hash(SetBits);
        ref var next = ref _sets[home].Next;
        ref var place = ref _shapes[home * Ways + next];
        next = (next + 1) % Ways;
        var wasFree = place is null;
        place = shape;
        return wasFree;
    }

    private static ShapeKey Key(RecordIndex index, ReadOnlySpan<byte> record, int typePlace)
    {
        var type = Math.Min(index.NameEnd(typePlace) + 3, record.Length - sizeof(ulong));
        return new ShapeKey(index.NameCount, index.QuoteCount, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(record), type)));
    }

    /// <summary>Which remembered place of the type in the record is this record's: told by its start and its numbers of fields and quotes.</summary>
    private static int Place(RecordIndex index, ReadOnlySpan<byte> record)
    {
        var start = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetReference(record), 2));
        return (int)((start + (uint)index.NameCount * 0x85EBCA6B + (uint)index.QuoteCount * 0xC2B2AE35) * 0x9E3779B1 >> (32 - PlaceBits));
    }
}
