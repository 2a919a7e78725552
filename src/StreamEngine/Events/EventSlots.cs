using System.Runtime.CompilerServices;

namespace StreamEngine.Events;

/// <summary>Where in a <see cref="LiveEvent"/> the number of a field lies: what lets a learned layout say where its numbers go.</summary>
internal static class EventSlots
{
    private static readonly int[] Offsets = Measure();

    /// <summary>Bytes from the event's start to the number of <paramref name="field"/>; to a place that nothing reads when it has none.</summary>
    public static int Of(FieldName field) => Offsets[(int)field];

    /// <summary>The number at an offset of <see cref="Of"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref long At(ref LiveEvent e, nint offset) => ref Unsafe.As<byte, long>(ref Unsafe.AddByteOffset(ref Start(ref e), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Start(ref LiveEvent e) => ref Unsafe.As<LiveEvent, byte>(ref e);

    private static int[] Measure()
    {
        var e = default(LiveEvent);
        var offsets = new int[FieldNames.Count];
        Array.Fill(offsets, Offset(ref e, ref e.Ignored));
        offsets[(int)FieldName.Ts] = Offset(ref e, ref e.Ts);
        offsets[(int)FieldName.Received] = Offset(ref e, ref e.Received);
        offsets[(int)FieldName.Count] = Offset(ref e, ref e.Count);
        offsets[(int)FieldName.Amount] = Offset(ref e, ref e.Amount);
        offsets[(int)FieldName.Quantity] = Offset(ref e, ref e.Quantity);
        offsets[(int)FieldName.ListAmount] = Offset(ref e, ref e.ListAmount);
        offsets[(int)FieldName.MarketAmount] = Offset(ref e, ref e.MarketAmount);
        offsets[(int)FieldName.CommissionBp] = Offset(ref e, ref e.CommissionBp);
        offsets[(int)FieldName.PromisedBy] = Offset(ref e, ref e.PromisedBy);
        offsets[(int)FieldName.Stars] = Offset(ref e, ref e.Stars);
        offsets[(int)FieldName.WatchMs] = Offset(ref e, ref e.WatchMs);
        offsets[(int)FieldName.DurationMs] = Offset(ref e, ref e.DurationMs);
        offsets[(int)FieldName.Points] = Offset(ref e, ref e.Points);
        return offsets;
    }

    private static int Offset(ref LiveEvent e, ref long number) => (int)Unsafe.ByteOffset(ref Start(ref e), ref Unsafe.As<long, byte>(ref number));
}
