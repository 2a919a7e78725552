namespace StreamEngine.Events;

/// <summary>What holds for names of fields: how they are found, and which may not come twice.</summary>
internal static class FieldNames
{
    /// <summary>Names with a slot in <see cref="FieldValues"/>, <see cref="FieldName.Unknown"/> included.</summary>
    public const int Count = (int)FieldName.Unknown + 1;

    /// <summary>The fields that make a dead letter when they come twice: those of the event contract, not a decision's own.</summary>
    public const ulong Unique = (1UL << (int)FieldName.Action) - 1;

    /// <summary>From a name in UTF-8 to the field.</summary>
    public static readonly NameTable<FieldName> Table = new(FieldName.Unknown, Enum.GetValues<FieldName>().AsSpan(0, Count - 1));

    /// <summary>The bit of a field in a mask of fields.</summary>
    public static ulong Bit(FieldName field) => 1UL << (int)field;

    /// <summary>The bits of several fields.</summary>
    public static ulong Mask(params ReadOnlySpan<FieldName> fields)
    {
        ulong mask = 0;
        foreach (var field in fields) mask |= Bit(field);
        return mask;
    }
}
