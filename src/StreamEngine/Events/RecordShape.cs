using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamEngine.Events;

/// <summary>
/// One producer's layout of one type of event: which fields come in which order, without whitespace, and which of them are texts, integers or literals.
/// Everything between the values (names, colons, commas, quotes, the type itself) is remembered as bytes and compared; so what is left to look at are the
/// values. Reads a record only if every check of the contract holds; where one does not, the general way says which. Made by <see cref="ShapeBuilder"/>.
/// </summary>
/// <remarks>
/// The bytes between two values are a "piece": from the end of the one to the start of the other. Pieces are found by the ends of the names, of which there
/// is one in each. Values end where the next piece starts. A value with a quote in it would show in the number of quotes, which the shape knows as well.
/// </remarks>
internal sealed class RecordShape
{
    /// <summary>Bytes of the longest piece: as many as are compared at once.</summary>
    public const int LongestPiece = 32;

    /// <summary>
    /// Bytes that a piece takes in <see cref="Pieces"/>: itself and the mask of what counts in it, each behind as many zeros, so that a window over the
    /// record's last bytes, in which the piece stands further back, can be compared as well.
    /// </summary>
    public const int PieceSize = 4 * LongestPiece;

    /// <summary>Bytes from a piece to its mask.</summary>
    public const int ToMask = 2 * LongestPiece;

    /// <summary>The lane of a field that the shape does not have. Its value is always empty.</summary>
    public const int NoLane = ShapeLanes.Count - 1;

    /// <summary>A number of the record: its lane, where it goes in the event, and its range.</summary>
    public readonly record struct Number(nint Lane, nint Slot, long Smallest, ulong Span);

    /// <summary>A field of the type's own, for types whose own checks are more than ranges.</summary>
    public readonly record struct OwnField(FieldName Field, int Lane, bool IsNumber);

    /// <summary>By what the shape is looked for: the numbers of fields and quotes are part of the proof that a record has it.</summary>
    public required ShapeKey Key { get; init; }
    public required EventType Type { get; init; }

    /// <summary>The pieces with their masks.</summary>
    public required AlignedMemory Pieces { get; init; }

    /// <summary>Bytes of a piece up to the quote that ends the name; and the same of the piece that follows.</summary>
    public required Vector512<ushort> Before { get; init; }
    public required Vector512<ushort> BeforeNext { get; init; }

    /// <summary>Bytes from that quote to the value.</summary>
    public required Vector512<ushort> After { get; init; }

    /// <summary>All ones in the lanes that the shape has a field for.</summary>
    public required Vector512<ushort> Used { get; init; }

    /// <summary>The shortest that a value may be, and how much longer than that.</summary>
    public required Vector512<ushort> Shortest { get; init; }
    public required Vector512<ushort> Slack { get; init; }

    /// <summary>The last value is a text: the record ends with its quote and a brace, else with a brace alone.</summary>
    public required bool EndsWithText { get; init; }

    public required Number[] Numbers { get; init; }
    public required OwnField[] Own { get; init; }
    public required ulong OwnPresent { get; init; }
    public required bool BindsOwn { get; init; }
    public required bool HasReceived { get; init; }
    public required bool HasListAmount { get; init; }
    public required bool HasMarketAmount { get; init; }
    public required bool HasPromisedBy { get; init; }
    public required long Count { get; init; }
    public required long Quantity { get; init; }
    public required byte Scene { get; init; }
    public required byte Id { get; init; }
    public required byte Merchant { get; init; }
    public required byte Product { get; init; }
    public required byte Creator { get; init; }
    public required byte Leader { get; init; }
    public required byte Buyer { get; init; }
    public required byte Order { get; init; }
    public required byte Room { get; init; }
    public required byte Category { get; init; }
    public required byte Brand { get; init; }

    private static readonly Vector512<ushort> PiecePlaces = Vector512<ushort>.Indices * PieceSize + Vector512.Create((ushort)LongestPiece);

    /// <summary>
    /// Reads a record whose index is clean, whose UTF-8 is valid and whose <see cref="ShapeKey"/> is this shape's. False when it is another layout after
    /// all, or when any check of the contract fails; <paramref name="e"/> means nothing then.
    /// </summary>
    public bool TryRead(RecordIndex index, ShapeLanes lanes, ReadOnlySpan<byte> record, long recordTimestamp, long maximumSkewMs, FieldValues values, out LiveEvent e)
    {
        LiveEvent.Clear(out e);
        ref var json = ref MemoryMarshal.GetReference(record);
        if (!TryPlace(index, lanes, record.Length) || !HasPieces(ref json, lanes)) return false;
        var closing = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref json, record.Length - 2));
        if (EndsWithText ? closing != ('"' | '}' << 8) : closing >> 8 != '}') return false;

        e.Type = Type;
        e.Count = Count;
        e.Quantity = Quantity;
        if (!TryNumbers(ref json, lanes, ref e) || !TryTimes(recordTimestamp, maximumSkewMs, ref e)) return false;
        TakeIds(record, lanes, ref e);
        if (Scene != NoLane) e.Scene = EventNames.Scenes.Find(record, Unsafe.Add(ref lanes.Starts, Scene), Unsafe.Add(ref lanes.Lengths, Scene));
        if (!HasListAmount) e.ListAmount = Type == EventType.OrderPaid ? e.Amount : 0;
        e.HasMarketAmount = HasMarketAmount;
        e.HasPromisedBy = HasPromisedBy;
        return !BindsOwn || TryOwn(lanes, record, values, ref e);
    }

    /// <summary>Finds pieces and values by the ends of the names; false when a value is longer or shorter than it may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPlace(RecordIndex index, ShapeLanes lanes, int length)
    {
        if (!Vector512.IsHardwareAccelerated) return TryPlaceHalves(index, lanes, (ushort)(length - LongestPiece));
        ref var ends = ref index.NameEnds;
        var names = Vector512.LoadUnsafe(ref ends);
        var at = names - Before;
        var starts = (names + After) & Used;
        var lengths = (Vector512.LoadUnsafe(ref ends, 1) - BeforeNext - starts) & Used;
        if (at.ToScalar() != 0 || Vector512.GreaterThanAny(lengths - Shortest, Slack)) return false;
        // Near the record's end the window starts earlier, and the piece stands further back in it.
        var windows = Vector512.Min(at, Vector512.Create((ushort)(length - LongestPiece)));
        windows.StoreUnsafe(ref lanes.Windows);
        (PiecePlaces - Vector512.Min(at - windows, Vector512.Create((ushort)LongestPiece))).StoreUnsafe(ref lanes.Expected);
        starts.StoreUnsafe(ref lanes.Starts);
        lengths.StoreUnsafe(ref lanes.Lengths);
        return true;
    }

    /// <summary>The same with vectors of 256 bits. Lanes that the shape does not use stay as they are: nothing reads them, and <see cref="NoLane"/> is always empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPlaceHalves(RecordIndex index, ShapeLanes lanes, ushort lastWindow)
    {
        if (index.NameEnd(0) != Before.ToScalar()) return false;
        var wrong = Place(index, lanes, lastWindow, 0, Before.GetLower(), BeforeNext.GetLower(), After.GetLower(), Used.GetLower(), Shortest.GetLower(), Slack.GetLower());
        if (Key.Names > Vector256<ushort>.Count)
            wrong |= Place(index, lanes, lastWindow, (nuint)Vector256<ushort>.Count, Before.GetUpper(), BeforeNext.GetUpper(), After.GetUpper(), Used.GetUpper(), Shortest.GetUpper(), Slack.GetUpper());
        return wrong == default;
    }

    /// <summary>Returns anything but zero where a value is longer or shorter than it may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Place(RecordIndex index, ShapeLanes lanes, ushort lastWindow, nuint lane,
        Vector256<ushort> before, Vector256<ushort> beforeNext, Vector256<ushort> after, Vector256<ushort> used, Vector256<ushort> shortest, Vector256<ushort> slack)
    {
        var names = Vector256.LoadUnsafe(ref index.NameEnds, lane);
        var at = names - before;
        var starts = (names + after) & used;
        var lengths = (Vector256.LoadUnsafe(ref index.NameEnds, lane + 1) - beforeNext - starts) & used;
        var windows = Vector256.Min(at, Vector256.Create(lastWindow));
        var places = (Vector256<ushort>.Indices + Vector256.Create((ushort)lane)) * PieceSize + Vector256.Create((ushort)LongestPiece);
        windows.StoreUnsafe(ref lanes.Windows, lane);
        (places - Vector256.Min(at - windows, Vector256.Create((ushort)LongestPiece))).StoreUnsafe(ref lanes.Expected, lane);
        starts.StoreUnsafe(ref lanes.Starts, lane);
        lengths.StoreUnsafe(ref lanes.Lengths, lane);
        var over = lengths - shortest;
        return Vector256.Max(over, slack) ^ slack;
    }

    /// <summary>Compares the bytes between the values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasPieces(ref byte json, ShapeLanes lanes)
    {
        ref var windows = ref lanes.Windows;
        ref var expected = ref lanes.Expected;
        ref var pieces = ref Pieces.First;
        var difference = Vector256<byte>.Zero;
        for (nint i = 0, count = Key.Names; i < count; i += 4)
        {
            // Lanes behind the last have masks of zeros.
            difference |= Difference(ref json, Unsafe.Add(ref windows, i), ref pieces, Unsafe.Add(ref expected, i))
                | Difference(ref json, Unsafe.Add(ref windows, i + 1), ref pieces, Unsafe.Add(ref expected, i + 1))
                | Difference(ref json, Unsafe.Add(ref windows, i + 2), ref pieces, Unsafe.Add(ref expected, i + 2))
                | Difference(ref json, Unsafe.Add(ref windows, i + 3), ref pieces, Unsafe.Add(ref expected, i + 3));
        }

        return difference == Vector256<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Difference(ref byte json, nuint window, ref byte pieces, nuint expected) =>
        (Vector256.LoadUnsafe(ref json, window) ^ Vector256.LoadUnsafe(ref pieces, expected)) & Vector256.LoadUnsafe(ref pieces, expected + ToMask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryNumbers(ref byte json, ShapeLanes lanes, ref LiveEvent e)
    {
        ref var starts = ref lanes.Starts;
        ref var lengths = ref lanes.Lengths;
        var largest = Vector128<byte>.Zero;
        var wrong = false;
        foreach (ref readonly var number in Numbers.AsSpan())
        {
            int length = Unsafe.Add(ref lengths, number.Lane), start = Unsafe.Add(ref starts, number.Lane);
            if (start + length < Digits.Most) return false;
            var value = Digits.Read(ref json, start + length, length, ref largest);
            wrong |= ((ulong)(value - number.Smallest) > number.Span) | ((Unsafe.Add(ref json, start) == '0') & (length > 1));
            EventSlots.At(ref e, number.Slot) = value;
        }

        return !wrong && Digits.Are(largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTimes(long recordTimestamp, long maximumSkewMs, ref LiveEvent e)
    {
        var fromKafka = recordTimestamp != EventBinder.NoTimestamp;
        if (!HasReceived) e.Received = fromKafka ? recordTimestamp : e.Ts;
        else if (fromKafka) e.Received = Math.Min(e.Received, recordTimestamp);
        return e.Ts - maximumSkewMs <= e.Received;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeIds(ReadOnlySpan<byte> record, ShapeLanes lanes, ref LiveEvent e)
    {
        ref var starts = ref lanes.Starts;
        ref var lengths = ref lanes.Lengths;
        e.Id = Value(record, ref starts, ref lengths, Id);
        e.Merchant = Value(record, ref starts, ref lengths, Merchant);
        e.Product = Value(record, ref starts, ref lengths, Product);
        e.Creator = Value(record, ref starts, ref lengths, Creator);
        e.Leader = Value(record, ref starts, ref lengths, Leader);
        e.Buyer = Value(record, ref starts, ref lengths, Buyer);
        e.Order = Value(record, ref starts, ref lengths, Order);
        e.Room = Value(record, ref starts, ref lengths, Room);
        e.Category = Value(record, ref starts, ref lengths, Category);
        e.Brand = Value(record, ref starts, ref lengths, Brand);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record, ref ushort starts, ref ushort lengths, nint lane) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(record), (nint)Unsafe.Add(ref starts, lane)), Unsafe.Add(ref lengths, lane));

    /// <summary>Has the type's own checks done where they are more than ranges.</summary>
    private bool TryOwn(ShapeLanes lanes, ReadOnlySpan<byte> record, FieldValues values, ref LiveEvent e)
    {
        values.Present = OwnPresent;
        foreach (ref readonly var own in Own.AsSpan())
        {
            ref var slot = ref values.Slots[(int)own.Field];
            slot.Kind = own.IsNumber ? ValueKind.Integer : ValueKind.Text;
            slot.Start = Unsafe.Add(ref lanes.Starts, own.Lane);
            slot.Length = Unsafe.Add(ref lanes.Lengths, own.Lane);
            slot.Integer = EventSlots.At(ref e, EventSlots.Of(own.Field));
        }

        return OwnFields.Bind(new FieldReader(values, record), ref e) == DeadLetterReason.None;
    }
}
