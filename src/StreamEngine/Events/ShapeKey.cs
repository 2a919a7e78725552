namespace StreamEngine.Events;

/// <summary>By what a record's shape is looked for before anything of it is compared.</summary>
/// <param name="Names">Fields of the outer object.</param>
/// <param name="Quotes">Quotes in the record.</param>
/// <param name="Type">The eight bytes from the start of the type's text on, whatever follows a shorter one.</param>
internal readonly record struct ShapeKey(int Names, int Quotes, ulong Type)
{
    /// <summary>A number that depends on every bit of the key, in <paramref name="bits"/> bits.</summary>
    public int Hash(int bits) => (int)((Type + (ulong)Names * 0xC2B2AE3D27D4EB4F + (ulong)Quotes * 0x165667B19E3779F9) * 0x9E3779B97F4A7C15 >> (64 - bits));
}
