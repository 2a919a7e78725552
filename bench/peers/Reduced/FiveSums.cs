using StreamEngine.Events;

namespace StreamEngine.Peers.Reduced;

/// <summary>What an event adds to which of the five sums.</summary>
internal static class FiveSums
{
    public const int Count = 5;

    /// <summary>The set of all of them, as a window's mask.</summary>
    public const ulong All = (1UL << Count) - 1;

    /// <summary>False when it adds to none.</summary>
    public static bool TryOf(in LiveEvent e, out int sum, out long value)
    {
        (sum, value) = e.Type switch
        {
            EventType.Impression => (0, e.Count),
            EventType.Click => (1, e.Count),
            EventType.Cart => (2, e.Count),
            EventType.OrderCreated => (3, 1L),
            EventType.OrderPaid => (4, e.Amount),
            _ => (-1, 0L),
        };
        return sum >= 0;
    }
}
