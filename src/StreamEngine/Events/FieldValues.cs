namespace StreamEngine.Events;

/// <summary>
/// What a scanner captured of one record: the raw values of the fields that the contract names, before any check of them.
/// Every scanner leaves the same values for the same bytes. Owned by one decoder, used again for every record.
/// </summary>
internal sealed class FieldValues
{
    /// <summary>A slot for each <see cref="FieldName"/>; meaningful only where <see cref="Present"/> says so.</summary>
    public readonly FieldValue[] Slots = new FieldValue[FieldNames.Count];

    /// <summary>Bits of the fields that are there and not null.</summary>
    public ulong Present;

    /// <summary>A field of <see cref="FieldNames.Unique"/> came twice, null or not.</summary>
    public bool HasDuplicate;

    /// <summary>A hash of the order in which the fields came; only the fast scanner leaves it.</summary>
    public uint Order;

    /// <summary>Holds unescaped text. Unescaping never lengthens, so the record's length is always enough.</summary>
    public byte[] Scratch { get; private set; } = [];

    /// <summary>Makes room for the unescaped texts of a record of so many bytes.</summary>
    public void ReserveScratch(int bytes)
    {
        // Powers of two, so that slowly growing records do not allocate each time.
        if (Scratch.Length < bytes) Scratch = new byte[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes)];
    }
}
