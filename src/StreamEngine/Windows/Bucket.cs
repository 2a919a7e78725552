namespace StreamEngine.Windows;

/// <summary>
/// Head of one entity's bucket; its values lie in <see cref="BucketValues"/>. 32 bytes, so that one never lies in two cache lines: what is small shares a word.
/// </summary>
internal struct Bucket
{
    /// <summary>Bits of the word that no metric uses yet; with more metrics than there is room for this does not compile.</summary>
    public const uint FreeMaskBits = ClassShift - Metrics.Count;

    private const int ClassShift = 40, ChangedShift = 44, ListedShift = 45, WideShift = 46, SpanShift = 48;
    private const ulong MaskBits = (1UL << ClassShift) - 1, ClassBits = 0xFUL << ClassShift, SpanBits = 0xFFFFUL << SpanShift;

    /// <summary>Whose it is; negative while the handle is free.</summary>
    public int Entity;

    /// <summary>The handle of the entity's next older bucket. That one may have left since, see <see cref="BucketRing.Older"/>.</summary>
    public int OlderHandle;

    /// <summary>The next bucket of the same span; the next free handle while this one is free.</summary>
    public int NextInSpan;

    public uint ValueHandle;

    /// <summary>The tick that first closes after the last addition.</summary>
    public long Version;

    private ulong _word;

    /// <summary>Which metrics it has.</summary>
    public ulong Mask
    {
        readonly get => _word & MaskBits;
        set => _word = (_word & ~MaskBits) | value;
    }

    /// <summary>Class of its run of values.</summary>
    public byte SizeClass
    {
        readonly get => (byte)((_word & ClassBits) >> ClassShift);
        set => _word = (_word & ~ClassBits) | (ulong)value << ClassShift;
    }

    /// <summary>Changed since its row was last handed on.</summary>
    public bool Changed
    {
        readonly get => Has(ChangedShift);
        set => Put(ChangedShift, value);
    }

    /// <summary>Its handle is in the ring's list of changes; stays so when the bucket leaves and the handle is used again.</summary>
    public bool Listed
    {
        readonly get => Has(ListedShift);
        set => Put(ListedShift, value);
    }

    /// <summary>Its values have 64 bits each, not 32.</summary>
    public bool Wide
    {
        readonly get => Has(WideShift);
        set => Put(WideShift, value);
    }

    /// <summary>The lower bits of its span's number: those of a window are far fewer than there are of these.</summary>
    public ushort SpanNumber
    {
        readonly get => (ushort)(_word >> SpanShift);
        set => _word = (_word & ~SpanBits) | (ulong)value << SpanShift;
    }

    /// <summary>How many spans it is after one of the same window; negative: before.</summary>
    public readonly int SpansAfter(long span) => (short)(SpanNumber - (ushort)span);

    private readonly bool Has(int shift) => (_word >> shift & 1) != 0;

    private void Put(int shift, bool value) => _word = (_word & ~(1UL << shift)) | (value ? 1UL : 0) << shift;
}

/// <summary>Something done with buckets one after the other.</summary>
internal interface IBucketVisitor
{
    void Visit(BucketRing ring, int handle);
}
