namespace StreamEngine.Events;

/// <summary>
/// Working memory of <see cref="RecordShape"/>: a lane for each field of a record, in the record's order. Owned by one decoder. Not on the reader's stack:
/// a method with stackalloc is compiled once, without what a profile would tell.
/// </summary>
internal sealed class ShapeLanes
{
    /// <summary>The most fields of a record that a shape describes: as many 16-bit lanes as the widest vector has.</summary>
    public const int Count = 32;

    /// <summary>Where the bytes before each value are loaded from.</summary>
    public readonly ushort[] Loads = new ushort[Count];

    /// <summary>Where what they must be is loaded from.</summary>
    public readonly ushort[] Expected = new ushort[Count];

    /// <summary>First byte of each value.</summary>
    public readonly ushort[] Starts = new ushort[Count];

    /// <summary>Bytes of each value.</summary>
    public readonly ushort[] Lengths = new ushort[Count];
}
