namespace StreamEngine.Windows;

/// <summary>
/// A break in the writing of a snapshot's larger parts, which change only when a tick closes: until then whoever owns them may do other work between two slices.
/// </summary>
internal readonly record struct Slice
{
    /// <summary>Records of one slice, which are written in well under a millisecond.</summary>
    public const int Records = 4096;

    /// <summary>Writes everything that is left.</summary>
    public static void Finish(IEnumerable<Slice> rest)
    {
        foreach (var _ in rest)
        {
        }
    }
}
