namespace StreamEngine.Entities;

/// <summary>What is kept of every entity besides buckets and totals.</summary>
internal struct Entity
{
    /// <summary>Stands for no category and no brand.</summary>
    public const int None = -1;

    /// <summary>The latest calendar day of an event that named it.</summary>
    public int LastDay;

    /// <summary>Category and brand of a product: those of its latest event that carries them; numbers of the lane's names.</summary>
    public int Category, Brand;

    /// <summary>Waits for evaluation.</summary>
    public bool Dirty;

    /// <summary>A total reached the end of a 64-bit integer: running totals no longer add up and are summed anew from the buckets.</summary>
    public bool Overflowed;
}
