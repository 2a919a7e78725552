namespace StreamEngine.Events;

/// <summary>Names of <see cref="DeadLetterReason"/>.</summary>
public static class DeadLetterReasons
{
    private static readonly string[] Names = [.. Enum.GetNames<DeadLetterReason>().Select(SnakeCase.Of)];

    /// <summary>How many reasons there are, <see cref="DeadLetterReason.None"/> included.</summary>
    public static int Count => Names.Length;

    /// <summary>The name in headers, summaries and counters, such as <c>from_the_future</c>.</summary>
    public static string Name(DeadLetterReason reason) => Names[(int)reason];
}
