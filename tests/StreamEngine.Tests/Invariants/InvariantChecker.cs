namespace StreamEngine.Tests.Invariants;

/// <summary>Reads a history and says which invariants it breaks. Pure; knows nothing of how the history came about.</summary>
internal static class InvariantChecker
{
    private static readonly Func<History, IEnumerable<Violation>>[] Rules =
    [
        ResultRules.Check, CommitRules.Check, TierLogRules.Check, CountRules.Check, WriterRules.Check, OperationRules.Check,
    ];

    public static IReadOnlyList<Violation> Check(History history) => [.. Rules.SelectMany(rule => rule(history))];
}
