namespace StreamEngine.Tests.Invariants;

/// <summary>I8, I15 and I16: what an operator sees.</summary>
internal static class OperationRules
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var gauge in history.Gauges.Where(g => g.Value > g.Limit)) yield return new(Invariant.I08BoundedMemory, $"{gauge.Name} is {gauge.Value} and may be {gauge.Limit}");
        foreach (var _ in history.Health.Where(h => h.Ready && !h.MakesProgress)) yield return new(Invariant.I15HealthIsTrue, "it says that it is ready and makes no progress");
        foreach (var text in history.Texts)
        {
            if (history.Secrets.Any(secret => text.Text.Contains(secret, StringComparison.Ordinal))) yield return new(Invariant.I16NoSecrets, $"a secret can be read in {text.Where}");
        }
    }
}
