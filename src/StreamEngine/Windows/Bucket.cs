namespace StreamEngine.Windows;

/// <summary>Head of one entity's bucket; its values lie in <see cref="BucketValues"/>. 48 bytes, in this order.</summary>
internal struct Bucket
{
    public int Entity;
    public int Newer, Older;
    public int NextInSpan;
    public uint ValueHandle;
    public int Sketch;
    public int Span;
    public byte SizeClass;

    /// <summary>Changed since its row was last handed on.</summary>
    public bool Changed;

    /// <summary>Its handle is in the ring's list of changes; stays so when the bucket leaves and the handle is used again.</summary>
    public bool Listed;

    /// <summary>Its values have 64 bits each, not 32.</summary>
    public bool Wide;

    public ulong Mask;

    /// <summary>The tick that first closes after the last addition.</summary>
    public long Version;
}

/// <summary>Something done with buckets one after the other.</summary>
internal interface IBucketVisitor
{
    void Visit(BucketRing ring, int handle);
}
