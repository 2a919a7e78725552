namespace StreamEngine.Commerce;

/// <summary>What a column of a <see cref="CommerceTable"/> holds.</summary>
public enum CommerceColumnType : byte
{
    /// <summary>A text in UTF-8.</summary>
    Text,
    /// <summary>A text of which there are few different ones: a kind, a campaign, a reason.</summary>
    Label,
    /// <summary>A 64-bit integer.</summary>
    Integer,
    /// <summary>A finite double.</summary>
    Real,
    /// <summary>True or false.</summary>
    Flag,
    /// <summary>An instant, ms since the Unix epoch.</summary>
    Time,
    /// <summary>A calendar day of the engine's zone, numbered from 1970-01-01.</summary>
    Day,
    /// <summary>A hash of 128 bits; it leaves as 32 hexadecimal digits.</summary>
    Hash,
}

/// <summary>A column: the same name in files, in JSON and in ClickHouse.</summary>
/// <param name="Name">Its name, in snake_case.</param>
/// <param name="Type">What it holds.</param>
public readonly record struct CommerceColumn(string Name, CommerceColumnType Type)
{
    /// <summary>Whether its values are bytes and not numbers.</summary>
    internal bool HasBytes => Type is CommerceColumnType.Text or CommerceColumnType.Label or CommerceColumnType.Hash;
}
