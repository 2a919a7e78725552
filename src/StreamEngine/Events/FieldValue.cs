namespace StreamEngine.Events;

/// <summary>What a scanner found as the value of a field.</summary>
internal enum ValueKind : byte
{
    /// <summary>Text as it stands in the record.</summary>
    Text,
    /// <summary>Text that was unescaped into scratch memory.</summary>
    Unescaped,
    /// <summary>Like <see cref="Unescaped"/>, but with a lone surrogate in it (U+FFFD stands for it): a text, no id.</summary>
    Malformed,
    /// <summary>A number without fraction or exponent that fits in 64 bits.</summary>
    Integer,
    /// <summary>An object, as it stands in the record.</summary>
    Object,
    /// <summary>Anything else: an array, a boolean, any other number.</summary>
    Other,
}

/// <summary>The value of one field: its kind and where it lies in the record or in scratch memory.</summary>
internal struct FieldValue
{
    /// <summary>The value of an integer; only then set.</summary>
    public long Integer;

    /// <summary>First byte of the text (without quotes), number or object. That of a literal for <see cref="ValueKind.Other"/>.</summary>
    public int Start;

    /// <summary>Bytes of the text, number or object.</summary>
    public int Length;

    /// <summary>What the value is, and so which of the other members are set.</summary>
    public ValueKind Kind;
}
