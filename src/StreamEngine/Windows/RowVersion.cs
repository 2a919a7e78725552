namespace StreamEngine.Windows;

/// <summary>Versions of rows: a later epoch is above every tick of an earlier one.</summary>
internal static class RowVersion
{
    private const int EpochShift = 44;

    /// <summary>(epoch &lt;&lt; 44) | tick.</summary>
    public static long Of(int epoch, long tick) => (long)epoch << EpochShift | tick;
}
